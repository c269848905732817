import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, language, rememberLanguage } from './language';

/** Only the language in use is loaded. */
const words = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
};

async function load(wanted: Language) {
  if (!i18next.hasResourceBundle(wanted, 'translation')) {
    i18next.addResourceBundle(wanted, 'translation', (await words[wanted]()).default);
  }
  await i18next.changeLanguage(wanted);
  document.documentElement.lang = wanted;
}

export async function startI18n() {
  await i18next
    .use(initReactI18next)
    .init({ resources: {}, lng: language(), fallbackLng: false, interpolation: { escapeValue: false } });
  await load(language());
}

export async function speak(wanted: Language) {
  rememberLanguage(wanted);
  await load(wanted);
}
