import { useSignal } from '@preact/signals';
import { Problem, signIn } from '../api';
import { t } from '../i18n';
import { LanguageButton, ThemeButton } from './Toggles';
import { problemText } from './notice';

export function SignIn() {
    const failure = useSignal('');
    const busy = useSignal(false);

    async function submit(event: SubmitEvent) {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement);
        busy.value = true;
        failure.value = '';
        try {
            await signIn(String(form.get('name')), String(form.get('password')));
        } catch (problem) {
            const wrong = problem instanceof Problem && [400, 401, 403, 422].includes(problem.status);
            failure.value = wrong ? t('sign_in.wrong') : problemText(problem);
        } finally {
            busy.value = false;
        }
    }

    return (
        <main class="sign-in">
            <form class="sign-in-card" onSubmit={submit}>
                <div class="brand brand-large">
                    <Logo size={34} />
                    <h1>{t('app.title')}</h1>
                </div>
                <p class="muted">{t('app.claim')}</p>
                <label class="field">
                    <span>{t('sign_in.name')}</span>
                    <input name="name" autocomplete="username" required maxLength={200} />
                </label>
                <label class="field">
                    <span>{t('sign_in.password')}</span>
                    <input
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        maxLength={1000}
                    />
                </label>
                <p class="failure" role="alert">
                    {failure.value}
                </p>
                <button class="primary wide" type="submit" disabled={busy.value}>
                    {t('sign_in.submit')}
                </button>
                <div class="sign-in-foot">
                    <LanguageButton />
                    <ThemeButton />
                </div>
            </form>
        </main>
    );
}

/** A line that runs on: the mark of the program. */
export function Logo({ size = 22 }: { size?: number }) {
    return (
        <svg class="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" class="logo-ground" />
            <path d="M4 17h6l3-8l5 15l3.500-9l1.500 2h5" class="logo-line" />
        </svg>
    );
}
