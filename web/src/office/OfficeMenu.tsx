import { useEffect } from 'preact/hooks';
import { t, word } from '../i18n';
import { onTouched } from '../state/live';
import { attempt } from '../ui/notice';
import { Icon } from '../ui/Icon';
import { Link } from '../ui/Link';
import { Badge } from './Badge';
import { loadInbox } from './inbox';
import { myPages } from './pages';

/** The way from the console to the office: one button, the pages behind it. */
export function OfficeMenu() {
    const shown = myPages();
    useEffect(() => {
        void attempt(loadInbox);
        const deaf = ['approval', 'delegation'].map((noun) => onTouched(noun, () => void attempt(loadInbox)));
        return () => deaf.forEach((stop) => stop());
    }, []);
    if (shown.length === 0) return null;
    return (
        <details class="menu">
            <summary>
                <Icon name="table" />
                {t('office.title')}
                <Badge />
            </summary>
            <nav class="menu-list" aria-label={t('office.title')}>
                <ul>
                    {shown.map((page) => (
                        <li key={page.name}>
                            <Link to={`/office/${page.name}`}>
                                {word('office', page.name)}
                                <Badge page={page.name} />
                            </Link>
                        </li>
                    ))}
                </ul>
            </nav>
        </details>
    );
}
