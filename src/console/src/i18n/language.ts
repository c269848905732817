export type Language = 'zh-CN' | 'en';

const place = 'desk.language';

/** What was chosen on this machine, else what the browser prefers. */
export function language(): Language {
  const chosen = localStorage.getItem(place);
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

export const rememberLanguage = (next: Language) => localStorage.setItem(place, next);
