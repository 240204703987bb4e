/** Line icons of the buttons, in a 20x20 box. */
const paths = {
    close: 'M5 5l10 10M15 5L5 15',
    plus: 'M10 4v12M4 10h12',
    minus: 'M4 10h12',
    search: 'M9 3.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM13 13l4 4',
    sun: 'M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7zM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M15.8 4.2l-1.4 1.4M5.6 14.4l-1.4 1.4',
    moon: 'M16 11.5A6.5 6.5 0 1 1 8.5 4a5 5 0 0 0 7.5 7.5z',
    table: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12',
    map: 'M3 5l4.5-2l5 2L17 3v12l-4.5 2l-5-2L3 17zM7.5 3v12M12.5 5v12',
    fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
    help: 'M7 7.2a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1.1-1.4 2.1M10 15v.6',
    back: 'M12.5 4L6.5 10l6 6',
    forward: 'M7.5 4l6 6l-6 6',
    phone: 'M5 3h3l1.2 4L7.3 8.5a9 9 0 0 0 4.2 4.2L13 10.8l4 1.2v3c0 1.1-.9 2-2 2C8.9 17 3 11.100 3 5c0-1.100.9-2 2-2z',
    pin: 'M10 17.500s5.500-5 5.500-9a5.500 5.500 0 1 0-11 0c0 4 5.500 9 5.500 9zM10 6.500a2 2 0 1 0 0 4a2 2 0 1 0 0-4z',
    bell: 'M10 3a4.5 4.5 0 0 0-4.500 4.500c0 4-1.500 5.500-1.500 5.500h12s-1.500-1.500-1.500-5.500A4.500 4.500 0 0 0 10 3zM8.500 16a1.600 1.600 0 0 0 3 0',
    clock: 'M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM10 6v4.200l3 1.800',
    out: 'M8 4H4v12h4M9 10h8M14 7l3 3l-3 3',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
    return (
        <svg class="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
            <path
                d={paths[name]}
                fill="none"
                stroke="currentColor"
                stroke-width="1.7"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
        </svg>
    );
}
