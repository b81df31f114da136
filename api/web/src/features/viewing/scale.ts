/** The scale of the map: metres a pixel, and a bar of a round number of metres. */

const EQUATOR_M = 40_075_016.686;
/** Pixels that the world is wide at zoom 0. */
const WORLD = 512;

/** Return how many metres a pixel of the screen is wide. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (WORLD * 2 ** zoom);
}

/** Return the longest round number of metres (1, 2 or 5 and zeros) within a length. */
export function roundBar(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(mostM));
  const digit = [5, 2, 1].find((one) => one * power <= mostM) ?? 1;
  return digit * power;
}
