import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { go } from '../route';

interface LinkProps {
    to: string;
    class?: string;
    /** Marks the link as the page that is shown. */
    current?: boolean;
    children: ComponentChildren;
}

/** A link to another view of this page. A new tab or window works as with any link. */
export function Link({ to, class: name, current = false, children }: LinkProps) {
    const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        event.currentTarget.closest('details')?.removeAttribute('open');
        go(to);
    };
    return (
        <a href={to} class={name} aria-current={current ? 'page' : undefined} onClick={follow}>
            {children}
        </a>
    );
}
