const prefix = 'desk.draft.';

/** What was typed and not sent yet: it outlives a lost connection and a closed tab, and ends with signing out. */
export const drafts = {
  read<T>(name: string): T | null {
    try {
      return JSON.parse(localStorage.getItem(prefix + name) ?? 'null') as T | null;
    } catch {
      return null;
    }
  },
  keep(name: string, value: unknown) {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  },
  forget(name: string) {
    localStorage.removeItem(prefix + name);
  },
};

export function forgetDrafts() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
}
