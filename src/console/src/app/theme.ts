import type { ThemeConfig } from 'antd';
import { theme } from 'antd';

export type Shade = 'light' | 'dark';

/** Ant Design's tokens of the desk. The custom properties of desk.css repeat the colours that rows and panels use beside them. */
export function themeOf(shade: Shade): ThemeConfig {
  const dark = shade === 'dark';
  return {
    algorithm: dark ? [theme.darkAlgorithm, theme.compactAlgorithm] : [theme.defaultAlgorithm, theme.compactAlgorithm],
    cssVar: { key: `desk-${shade}` },
    hashed: false,
    token: {
      colorPrimary: dark ? '#4ab4c2' : '#0f5f6b',
      colorLink: dark ? '#63c3cf' : '#0f5f6b',
      colorInfo: dark ? '#4ab4c2' : '#0f5f6b',
      colorError: dark ? '#f0716b' : '#b42318',
      colorWarning: dark ? '#e0a03a' : '#9a5b00',
      colorSuccess: dark ? '#4fb36e' : '#17703c',
      colorBgLayout: dark ? '#101415' : '#f4f6f6',
      colorBgContainer: dark ? '#171c1d' : '#ffffff',
      colorBgElevated: dark ? '#1e2526' : '#ffffff',
      colorText: dark ? '#e4eaea' : '#16201f',
      colorTextSecondary: dark ? '#a9b5b5' : '#4a5856',
      colorTextTertiary: dark ? '#97a4a4' : '#5b6967',
      colorTextPlaceholder: dark ? '#93a0a0' : '#667371',
      colorTextDescription: dark ? '#a9b5b5' : '#4a5856',
      colorBorder: dark ? '#3a4546' : '#c3cdcc',
      colorBorderSecondary: dark ? '#2a3334' : '#e2e8e7',
      borderRadius: 6,
      fontSize: 14,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      fontFamily:
        '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
    },
    components: {
      Modal: { titleFontSize: 16 },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        colorTextLightSolid: dark ? '#06181a' : '#ffffff',
      },
      Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
    },
  };
}
