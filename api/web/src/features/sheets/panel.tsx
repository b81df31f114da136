import { Dossiers } from "./dossiers";
import { Maps } from "./maps";

export function SheetsPanel() {
  return (
    <>
      <Maps />
      <Dossiers />
    </>
  );
}
