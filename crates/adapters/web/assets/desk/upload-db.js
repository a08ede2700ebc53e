// The queue of uploads as it survives a reload: one row per file in IndexedDB. A browser without it forgets sooner, that is all.

/** @type {Promise<IDBDatabase | null> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase | null>} */
const open = () => (opening ??= new Promise((resolve) => {
    try {
        const asked = indexedDB.open("atelier.uploads", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id" });
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = asked.onblocked = () => resolve(null);
    } catch {
        resolve(null);
    }
}));

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T> | void} run
 * @returns {Promise<T | null>}
 */
async function within(mode, run) {
    const database = await open();
    if (!database) return null;
    return new Promise((resolve) => {
        try {
            const transaction = database.transaction("files", mode);
            const asked = run(transaction.objectStore("files"));
            transaction.oncomplete = () => resolve(asked?.result ?? null);
            transaction.onabort = transaction.onerror = () => resolve(null);
        } catch {
            resolve(null);
        }
    });
}

/** @returns {Promise<any[]>} */
export const readAll = async () => (await within("readonly", (store) => store.getAll())) ?? [];
/** @param {object[]} rows */
export const keep = (rows) => within("readwrite", (store) => { for (const row of rows) store.put(row); });
/** @param {string[]} ids */
export const forget = (ids) => within("readwrite", (store) => { for (const id of ids) store.delete(id); });
