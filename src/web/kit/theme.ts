import { createTheme, type MantineColorsTuple } from '@mantine/core'
import { t } from '../words/index.ts'

/** The one accent: ink. Shade 7 carries white text at 8:1; shade 3 is read on dark at 8:1. */
const ink: MantineColorsTuple = [
  '#eef1fd',
  '#dde3fa',
  '#b9c4f3',
  '#97a7ee',
  '#6d80dd',
  '#5064cb',
  '#4054bb',
  '#3346a8',
  '#2b3b8f',
  '#222f73',
]

/** The greys of fields and menus on dark: as blue as the surfaces around them. */
const dark: MantineColorsTuple = [
  '#e5e8ef',
  '#c9ced8',
  '#a6afc0',
  '#98a2b5',
  '#434c5e',
  '#2a303d',
  '#1b1f28',
  '#15181f',
  '#101218',
  '#0b0d12',
]

/** Type scale 12/13/14/16/20/24, spacing 4/8/12/16/24, one radius. */
export const createAppTheme = () =>
  createTheme({
    colors: { ink, dark },
    primaryColor: 'ink',
    primaryShade: { light: 7, dark: 6 },
    defaultRadius: 6,
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
    headings: { fontWeight: '600' },
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 600 } } },
      TextInput: { defaultProps: { size: 'sm' } },
      PasswordInput: {
        defaultProps: { size: 'sm', visibilityToggleButtonProps: { 'aria-label': t.signIn.showPassword } },
      },
      Textarea: { defaultProps: { size: 'sm' } },
      Select: { defaultProps: { size: 'sm' } },
      Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
      Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': t.actions.close } } },
    },
  })
