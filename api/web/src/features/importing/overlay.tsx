/** Comes back to an import that was under way before a reload; it draws nothing itself. */
import { useEffect } from "preact/hooks";
import { useApp, useState$ } from "../../app/app";
import { resume } from "./effects";

export function ImportingOverlay() {
  const app = useApp();
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  useEffect(() => {
    if (mayWrite) void resume(app);
  }, [app, mayWrite]);
  return null;
}
