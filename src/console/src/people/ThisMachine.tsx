import { useTranslation } from 'react-i18next';
import { shade as shadeSetting, sound as soundSetting } from '../app/settings';
import { speak } from '../i18n';
import type { Language } from '../i18n/language';
import { Panel } from '../ticket/Panel';

/** How the console looks and sounds on this machine, which remembers it. */
export function ThisMachine() {
  const { t, i18n } = useTranslation();
  const [shade, setShade] = shadeSetting.use();
  const [sound, setSound] = soundSetting.use();
  return (
    <Panel title={t('profile.machine')}>
      <div className="fields">
        <p className="dim">{t('profile.machineLead')}</p>
        <div className="pair">
          <div className="field">
            <label htmlFor="m-language">{t('app.language')}</label>
            <select
              id="m-language"
              className="plain-select wide"
              value={i18n.language}
              onChange={(e) => void speak(e.target.value as Language)}
            >
              <option value="zh-CN" lang="zh-CN">
                中文
              </option>
              <option value="en" lang="en">
                English
              </option>
            </select>
          </div>
          <div className="field">
            <label htmlFor="m-shade">{t('app.theme')}</label>
            <select
              id="m-shade"
              className="plain-select wide"
              value={shade}
              onChange={(e) => setShade(e.target.value as 'light' | 'dark')}
            >
              <option value="light">{t('app.light')}</option>
              <option value="dark">{t('app.dark')}</option>
            </select>
          </div>
        </div>
        <label className="tick">
          <input type="checkbox" checked={sound} onChange={(e) => setSound(e.target.checked)} />
          {t('profile.sound')}
        </label>
      </div>
    </Panel>
  );
}
