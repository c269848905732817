const browsers = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
] as const;

/** What a program calls itself, as people call it; the beginning of its own words where it is no browser. */
export function clientName(client: string | null) {
  if (!client) return '—';
  const of = (names: readonly (readonly [RegExp, string])[]) => names.find(([mark]) => mark.test(client))?.[1];
  const browser = of(browsers);
  return browser ? [browser, of(systems)].filter(Boolean).join(' · ') : client.slice(0, 40);
}
