/** The link to the dossier of a grid, on its card. */
import { BookOpen } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { addressOf } from "./dossierseffects";
import { words } from "./dossierswords";

export function DossierLink({ code }: { readonly code: string }) {
  const app = useApp();
  const say = useSay();
  // The address changes with both.
  useState$((state) => state.plan?.head.version);
  useState$((state) => state.lang);
  const address = addressOf(app, code);
  if (address === null) return null;
  return (
    <a class="button" data-do="dossier" href={address} target="_blank" rel="noopener">
      <BookOpen size={15} aria-hidden="true" />
      {say(words.dossiers)}
    </a>
  );
}
