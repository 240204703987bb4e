import { t, type Key } from '../../i18n';
import { Link } from '../../ui/Link';

/** The parts of one page, each with an address. */
export function Tabs({ base, parts, at, label }: { base: string; parts: [string, Key][]; at: string; label: string }) {
    return (
        <nav class="tabs" aria-label={label}>
            {parts.map(([part, title]) => (
                <Link key={part} to={part ? `${base}/${part}` : base} current={part === at}>
                    {t(title)}
                </Link>
            ))}
        </nav>
    );
}
