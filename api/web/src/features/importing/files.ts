/** Files that are dropped or chosen: which of them the service reads. */

const READ = [
  ".gpkg",
  ".shp",
  ".zip",
  ".kmz",
  ".geojson",
  ".json",
  ".fgb",
  ".parquet",
  ".geoparquet",
  ".csv",
  ".tsv",
  ".xlsx",
  ".kml",
  ".gpx",
  ".osm",
  ".pbf",
];
const PARTS = [".shx", ".dbf", ".prj", ".cpg"];
const PACKED = [".gz", ".bz2"];

/** What the dialog of the browser offers. */
export const ACCEPTED = [...READ, ...PARTS, ...PACKED].join(",");
export const MOST_BYTES = 50 * 2 ** 20;
export const MOST_FILES = 60;

/** Return whether the service reads a file of this name. */
export function isRead(name: string): boolean {
  const lower = name.toLowerCase();
  const packing = PACKED.find((end) => lower.endsWith(end)) ?? "";
  const bare = packing ? lower.slice(0, -packing.length) : lower;
  return (
    READ.some((end) => bare.endsWith(end)) ||
    (packing === "" && PARTS.some((end) => bare.endsWith(end)))
  );
}

/** Return the Shapefiles whose parts are not all there: `.shp`, `.shx` and `.dbf` are needed. */
export function lackingParts(names: readonly string[]): string[] {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return names
    .filter((name) => name.toLowerCase().endsWith(".shp"))
    .filter((name) => {
      const stem = name.toLowerCase().slice(0, -".shp".length);
      return !lower.has(`${stem}.shx`) || !lower.has(`${stem}.dbf`);
    });
}

/** Return a size as people read it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(bytes < 10 * 1_000 ** power ? 1 : 0)} ${units[power - 1]}`;
}

/** Return the files that were dropped, those in folders too. */
export async function dropped(transfer: DataTransfer): Promise<File[]> {
  // The entries have to be taken before anything is waited for.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  if (entries.every((entry) => entry === null)) return plain;
  const found = await Promise.all(entries.map((entry) => (entry ? filesIn(entry) : [])));
  return found.flat();
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [
      await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      ),
    ];
  }
  const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(inside.map(filesIn))).flat();
}

/** A reader gives a hundred entries at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
    reader.readEntries(resolve, reject),
  );
  return some.length === 0 ? [] : [...some, ...(await entriesOf(reader))];
}
