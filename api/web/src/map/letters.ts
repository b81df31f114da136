/** What the system can write by itself. */

/** Return whether the system draws Chinese: what it lacks, it draws all alike. */
export function drawsChinese(): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return true;
  const drawn = ["网", "驿"].map((letter) => {
    context.clearRect(0, 0, 32, 32);
    context.font = "24px sans-serif";
    context.fillText(letter, 2, 26);
    return context.getImageData(0, 0, 32, 32).data.join();
  });
  return drawn[0] !== drawn[1];
}
