import { Table } from "./table";
import { Teams } from "./teams";

export function RegisterPanel() {
  return (
    <>
      <Table />
      <Teams />
    </>
  );
}
