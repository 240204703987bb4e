import { signOut } from '../api';
import { t } from '../i18n';
import { attempt } from './notice';
import { LanguageButton, ThemeButton } from './Toggles';

/** The foot of a page on a phone. */
export function PhoneFoot() {
    return (
        <footer class="crew-foot">
            <LanguageButton />
            <ThemeButton />
            <button class="quiet" type="button" onClick={() => void attempt(signOut)}>
                {t('sign_out')}
            </button>
        </footer>
    );
}
