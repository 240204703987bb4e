import type { ComponentChildren } from 'preact';

/** Pairs of name and value; a pair without a value is left out. */
export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
    const told = rows.filter(([, value]) => value !== '' && value !== null && value !== undefined);
    if (told.length === 0) return null;
    return (
        <dl class="facts">
            {told.map(([name, value]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
    return (
        <section class="section">
            <h3>{title}</h3>
            {children}
        </section>
    );
}
