/** The photo of a report. */
import { Camera } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../shared/language";
import { shrunk } from "../shared/shrinking";
import { words } from "./words";

interface PhotoProps {
  readonly photo: Blob | null;
  readonly take: (photo: Blob | null) => void;
}

export function PhotoCard({ photo, take }: PhotoProps) {
  const address = useAddress(photo);
  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) take(await shrunk(file));
    // The same file can be chosen again.
    input.value = "";
  };
  return (
    <section class="phone-card re-photo" aria-label={say(words.photo)}>
      {address && <img src={address} alt={say(words.taken)} />}
      <label class={photo === null ? "button big" : "button"}>
        <Camera size={22} aria-hidden="true" />
        {say(photo === null ? words.take : words.takeAgain)}
        <input
          type="file"
          name="photo"
          class="re-hidden"
          accept="image/jpeg,image/png,image/webp,image/*"
          onChange={(event) => void choose(event.currentTarget)}
        />
      </label>
      {photo !== null && (
        <button type="button" onClick={() => take(null)}>
          {say(words.takeAway)}
        </button>
      )}
      <p class="phone-small">{say(words.photoPrivacy)}</p>
    </section>
  );
}

/** Return an address by which a photo can be shown as long as it is the one. */
function useAddress(photo: Blob | null): string | null {
  const [address, show] = useState<string | null>(null);
  useEffect(() => {
    if (photo === null) {
      show(null);
      return;
    }
    const made = URL.createObjectURL(photo);
    show(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return address;
}
