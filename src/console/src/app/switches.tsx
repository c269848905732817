import { BulbOutlined, GlobalOutlined, MoonOutlined, MutedOutlined, SoundOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { speak } from '../i18n';
import { shade as shadeSetting, sound as soundSetting } from './settings';

export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button type="text" icon={<GlobalOutlined />} lang={other} onClick={() => void speak(other)}>
      {other === 'en' ? 'English' : '中文'}
    </Button>
  );
}

export function ShadeSwitch({ bare = false }: { bare?: boolean }) {
  const { t } = useTranslation();
  const [shade, setShade] = shadeSetting.use();
  const other = shade === 'dark' ? 'light' : 'dark';
  return (
    <Button
      type="text"
      icon={other === 'dark' ? <MoonOutlined /> : <BulbOutlined />}
      aria-label={`${t('app.theme')}: ${t(`app.${other}`)}`}
      title={`${t('app.theme')}: ${t(`app.${other}`)}`}
      onClick={() => setShade(other)}
    >
      {bare ? null : t(`app.${other}`)}
    </Button>
  );
}

export function SoundSwitch() {
  const { t } = useTranslation();
  const [on, set] = soundSetting.use();
  const label = t(on ? 'app.soundOff' : 'app.soundOn');
  return (
    <Button
      type="text"
      icon={on ? <SoundOutlined /> : <MutedOutlined />}
      aria-label={label}
      title={label}
      onClick={() => set(!on)}
    />
  );
}
