import { language, setLanguage, t } from '../i18n';
import { isDark, toggleTheme } from '../state/theme';
import { Icon } from './Icon';

/** Names the other language in that language. */
export function LanguageButton() {
    const other = language.value === 'en' ? 'zh-CN' : 'en';
    return (
        <button class="quiet" type="button" lang={other} onClick={() => setLanguage(other)}>
            {other === 'en' ? 'English' : '中文'}
        </button>
    );
}

export function ThemeButton() {
    const label = isDark.value ? t('theme.light') : t('theme.dark');
    return (
        <button class="quiet icon-button" type="button" title={label} onClick={toggleTheme}>
            <Icon name={isDark.value ? 'sun' : 'moon'} />
            <span class="hidden">{label}</span>
        </button>
    );
}
