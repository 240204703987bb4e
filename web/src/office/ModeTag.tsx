import { api } from '../api';
import { say, t } from '../i18n';
import { Link } from '../ui/Link';
import { useOne } from './parts/read';

/** What is out of the ordinary stands in the header: an emergency, a response level. */
export function ModeTag() {
    const now = useOne(() => api.modeAt({}), ['mode']).value;
    if (!now || (!now.emergency && !now.level)) return null;
    const level = now.level ? t('mode.level', { level: now.level }) : '';
    return (
        <Link to="/office/modes" class={`mode-tag${now.emergency ? ' mode-emergency' : ''}`}>
            <span class="hidden">{t('header.mode')}: </span>
            {now.names[0] ? say(now.names[0]) : t('mode.emergency')} {level}
        </Link>
    );
}
