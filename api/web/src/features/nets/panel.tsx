import { Audit } from "./audit";
import { Unifying } from "./unifying";

export function NetsPanel() {
  return (
    <>
      <Audit />
      <Unifying />
    </>
  );
}
