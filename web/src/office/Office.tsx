import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { session, signOut } from '../api';
import { t, word } from '../i18n';
import { path } from '../route';
import { loadCatalog, loadClock } from '../state/city';
import { connect, disconnect } from '../state/live';
import { dateText, now, secondsText } from '../time';
import { Icon } from '../ui/Icon';
import { Link } from '../ui/Link';
import { attempt, NoticeBar } from '../ui/notice';
import { Logo } from '../ui/SignIn';
import { LanguageButton, ThemeButton } from '../ui/Toggles';
import { Badge } from './Badge';
import { loadInbox } from './inbox';
import { ModeTag } from './ModeTag';
import { myPages, type OfficePage, type PageProps } from './pages';

/** The rooms behind the console: registers, forms and reports, each with an address of its own. */
export function Office() {
    // On a phone the menu is one line: the page that is open is brought into sight.
    useEffect(() => {
        document.querySelector('.office-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    }, [path.value]);
    useEffect(() => {
        void Promise.allSettled([loadClock(), loadCatalog(), loadInbox()]);
        connect();
        return disconnect;
    }, []);

    const [, , name, ...rest] = path.value.split('/');
    const shown = myPages();
    const page = shown.find((one) => one.name === name) ?? (name ? undefined : shown[0]);
    return (
        <div class="office">
            <a class="skip" href="#office-page">
                {t('office.skip')}
            </a>
            <OfficeHeader />
            <nav class="office-nav" aria-label={t('office.title')}>
                <ul>
                    {shown.map((one) => (
                        <li key={one.name}>
                            <Link to={`/office/${one.name}`} current={one === page}>
                                {word('office', one.name)}
                                <Badge page={one.name} />
                            </Link>
                        </li>
                    ))}
                </ul>
            </nav>
            <main class="office-page" id="office-page" tabIndex={-1}>
                {page ? (
                    <Shown key={page.name} page={page} rest={rest.map(decodeURIComponent)} />
                ) : (
                    <p class="empty">{t('office.missing')}</p>
                )}
            </main>
            <NoticeBar />
        </div>
    );
}

function OfficeHeader() {
    const who = session.value?.user;
    return (
        <header class="header office-header">
            <div class="brand">
                <Logo />
                <h1>{t('app.name')}</h1>
            </div>
            <Link to="/" class="bar-link">
                <Icon name="back" />
                {who?.role === 'crew' ? t('office.to_crew') : t('office.to_console')}
            </Link>
            <div class="served-clock">
                <time class="clock" dateTime={new Date(now.value).toISOString()}>
                    {secondsText(now.value)}
                </time>
                <span class="muted date">{dateText(now.value)}</span>
            </div>
            <ModeTag />
            <div class="header-tools">
                <ThemeButton />
                <LanguageButton />
                <button
                    class="quiet"
                    type="button"
                    title={`${who?.name} · ${word('role', who?.role)}`}
                    onClick={() => void attempt(signOut)}
                >
                    {t('sign_out')}
                </button>
            </div>
        </header>
    );
}

/** A page's code comes when it is first opened. */
const loaded = new Map<string, ReturnType<typeof makeSlot>>();
const makeSlot = () => signal<ComponentType<PageProps> | null>(null);

function Shown({ page, rest }: { page: OfficePage; rest: string[] }) {
    let slot = loaded.get(page.name);
    if (!slot) loaded.set(page.name, (slot = makeSlot()));
    const Page = slot.value;
    useEffect(() => {
        if (!slot.peek()) void attempt(async () => (slot.value = (await page.load()).Page));
    }, [page.name]);
    return Page && <Page rest={rest} />;
}

