import { api, session, signOut } from '../api';
import { t, word } from '../i18n';
import { mayAct } from '../rights';
import { ModeTag } from '../office/ModeTag';
import { OfficeMenu } from '../office/OfficeMenu';
import { clock, counters, tellClock } from '../state/city';
import { link } from '../state/live';
import { dateText, now, secondsText, whenText } from '../time';
import { Icon } from '../ui/Icon';
import { attempt } from '../ui/notice';
import { Logo } from '../ui/SignIn';
import { LanguageButton, ThemeButton } from '../ui/Toggles';
import { Alarms } from './Alarms';
import { Search } from './Search';
import { figures, filter, helpOpen, intakeOpen, type Filter } from './view';

export function Header() {
    return (
        <header class="header">
            <div class="brand">
                <Logo />
                <h1>{t('app.name')}</h1>
            </div>
            <ServedClock />
            <ModeTag />
            <Figures />
            <Search />
            {mayAct('call') && (
                <button class="primary" type="button" onClick={() => (intakeOpen.value = true)}>
                    <Icon name="phone" />
                    {t('intake.open')}
                    <kbd>N</kbd>
                </button>
            )}
            <Alarms />
            <LinkState />
            <div class="header-tools">
                <OfficeMenu />
                <ThemeButton />
                <LanguageButton />
                <button
                    class="quiet icon-button"
                    type="button"
                    title={t('help.title')}
                    onClick={() => (helpOpen.value = true)}
                >
                    <Icon name="help" />
                    <span class="hidden">{t('help.title')}</span>
                </button>
                <button
                    class="quiet"
                    type="button"
                    title={`${session.value?.user.name} · ${word('role', session.value?.user.role)}`}
                    onClick={() => void attempt(signOut)}
                >
                    {t('sign_out')}
                </button>
            </div>
        </header>
    );
}

/** The server's clock; a virtual one is named, so nobody takes a drill for the day. */
function ServedClock() {
    return (
        <div class="served-clock">
            <span class={clock.value?.virtual ? 'mode mode-drill' : 'mode'}>
                {clock.value?.virtual ? t('mode.drill') : t('mode.live')}
            </span>
            <time class="clock" dateTime={new Date(now.value).toISOString()}>
                {secondsText(now.value)}
            </time>
            <span class="muted date">{dateText(now.value)}</span>
            {clock.value?.virtual && mayAct('clock') && (
                <button class="quiet" type="button" onClick={() => void attempt(advance)}>
                    {t('mode.advance', { minutes: stepMinutes })}
                </button>
            )}
        </div>
    );
}

/** How far one press moves the clock of a drill. */
const stepMinutes = 5;

async function advance(): Promise<void> {
    tellClock(await api.clockAdvance({ by_s: stepMinutes * 60 }));
}

/** Work done of all that came in: the server's own report, as of the moment it names. */
function Report() {
    const report = counters.value;
    if (!report) return null;
    return (
        <span class="figure" title={t('figures.as_of', { time: whenText(report.as_of) })}>
            <b>
                {report.totals.done}
                <small> / {report.totals.received}</small>
            </b>
            <span>{t('figures.done')}</span>
        </span>
    );
}

function Figures() {
    const counts = figures.value;
    const figure = (name: Filter, alarm = false) => (
        <button
            type="button"
            class={`figure${alarm ? ' figure-alarm' : ''}`}
            onClick={() => (filter.value = name)}
        >
            <b>{counts[name]}</b>
            <span>{t(`filter.${name}`)}</span>
        </button>
    );
    return (
        <div class="figures" role="group" aria-label={t('figures.label')}>
            {figure('waiting', counts.waiting > 0)}
            {figure('under_way')}
            <span class={`figure${counts.late ? ' figure-danger' : ''}`}>
                <b>{counts.late}</b>
                <span>{t('figures.late')}</span>
            </span>
            <span class="figure">
                <b>
                    {counts.free}
                    <small> / {counts.crews}</small>
                </b>
                <span>{t('figures.crews')}</span>
            </span>
            <Report />
        </div>
    );
}

function LinkState() {
    return (
        <span class={`link-state link-${link.value}`} role="status">
            <i aria-hidden="true" />
            {t(`link.${link.value}`)}
        </span>
    );
}
