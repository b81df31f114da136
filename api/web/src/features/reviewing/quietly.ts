/** Requests that nobody waits for. */
import { ProblemError, UnreachableError } from "../../api/http";

/** Do something that may be refused or not answered; then nothing happens, and it is not told. */
export async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UnreachableError) && !(error instanceof ProblemError)) throw error;
  }
}
