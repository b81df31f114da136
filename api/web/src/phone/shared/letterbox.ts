/** Where letters lie until they are sent: IndexedDB, which holds photos too and outlives the page. */

/** Something that is to reach the service once, whenever there is a network. */
export interface Letter {
  /** By which the service knows it, however often it comes. */
  readonly key: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly photo: Blob | null;
  /** When it was written, in milliseconds since 1970; letters go in this order. */
  readonly time: number;
  /** Why the service will not have it; it is not sent again by itself. */
  readonly refused: Refused | null;
}

export interface Refused {
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
}

const LETTERS = "letters";

export class Letterbox {
  private readonly opened: Promise<IDBDatabase>;

  constructor(name: string) {
    this.opened = open(name);
  }

  /** Return every letter, the oldest first. */
  async all(): Promise<Letter[]> {
    const found = await this.within<Letter[]>("readonly", (letters) => letters.getAll());
    return found.sort((one, other) => one.time - other.time || (one.key < other.key ? -1 : 1));
  }

  async get(key: string): Promise<Letter | undefined> {
    return this.within<Letter | undefined>("readonly", (letters) => letters.get(key));
  }

  async put(letter: Letter): Promise<void> {
    await this.within("readwrite", (letters) => letters.put(letter));
  }

  async remove(key: string): Promise<void> {
    await this.within("readwrite", (letters) => letters.delete(key));
  }

  /** Do one thing, and return once it is on the disk. */
  private async within<T>(
    mode: IDBTransactionMode,
    ask: (letters: IDBObjectStore) => IDBRequest,
  ): Promise<T> {
    const database = await this.opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(LETTERS, mode);
      const request = ask(transaction.objectStore(LETTERS));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(LETTERS, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
