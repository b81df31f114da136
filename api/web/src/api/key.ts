/** Keys by which a request that is sent again has one effect. */

/** Return 128 random bits; unlike `randomUUID` also where an office serves without HTTPS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
