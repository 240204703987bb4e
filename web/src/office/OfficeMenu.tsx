import { t, word } from '../i18n';
import { Icon } from '../ui/Icon';
import { Link } from '../ui/Link';
import { myPages } from './pages';

/** The way from the console to the office: one button, the pages behind it. */
export function OfficeMenu() {
    const shown = myPages();
    if (shown.length === 0) return null;
    return (
        <details class="menu">
            <summary>
                <Icon name="table" />
                {t('office.title')}
            </summary>
            <nav class="menu-list" aria-label={t('office.title')}>
                <ul>
                    {shown.map((page) => (
                        <li key={page.name}>
                            <Link to={`/office/${page.name}`}>{word('office', page.name)}</Link>
                        </li>
                    ))}
                </ul>
            </nav>
        </details>
    );
}
