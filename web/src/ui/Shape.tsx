import { marks, type Look } from '../status';

/** The shape of a state. The word stands next to it, so screen readers skip the drawing. */
export function Shape({ look, size = 14 }: { look: Look; size?: number }) {
    const mark = marks[look];
    return (
        <svg
            class={`shape shape-${look}`}
            width={size}
            height={size}
            viewBox="0 0 16 16"
            aria-hidden="true"
        >
            {mark.fill && <path d={mark.fill} fill={mark.colour} />}
            {mark.stroke && (
                <path
                    d={mark.stroke}
                    fill="none"
                    stroke={mark.colour}
                    stroke-width="2"
                    stroke-linejoin="round"
                    stroke-linecap="round"
                />
            )}
        </svg>
    );
}

export function StateTag({ look, children }: { look: Look; children: preact.ComponentChildren }) {
    return (
        <span class="state-tag">
            <Shape look={look} />
            <span>{children}</span>
        </span>
    );
}
