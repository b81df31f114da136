/** A photo as it is sent: small enough for a bad network, and without where it was taken. */

const LONGEST_PX = 1_600;
const QUALITY = 0.8;

/** Return a JPEG of at most 1,600 pixels a side; what the browser cannot draw, as it is. */
export async function shrunk(photo: Blob): Promise<Blob> {
  const drawn = await createImageBitmap(photo).catch(() => null);
  if (drawn === null) return photo;
  const share = Math.min(1, LONGEST_PX / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * share));
  canvas.height = Math.max(1, Math.round(drawn.height * share));
  canvas.getContext("2d")?.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  return new Promise((resolve) => {
    canvas.toBlob((small) => resolve(small ?? photo), "image/jpeg", QUALITY);
  });
}
