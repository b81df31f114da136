export function Unifying() {
  return null;
}
