import { say } from '../i18n';
import { levelOf, levelRank } from '../state/city';
import { levelHues } from '../status';

interface OfZone {
    policy: string;
    level: string;
}

export const levelName = (zone: OfZone): string =>
    say(levelOf(zone.policy, zone.level)?.name) || zone.level;

/** The colour the policy gives the level, or ours for its strictness. */
export const levelHue = (zone: OfZone): string =>
    levelOf(zone.policy, zone.level)?.colour ??
    levelHues[Math.min(levelRank(zone.policy, zone.level), levelHues.length - 1)]!;

/** The level of the zone a thing lies in; nothing outside zones. */
export function LevelTag({ zone }: { zone: OfZone | null | undefined }) {
    if (!zone) return null;
    const rank = Math.min(levelRank(zone.policy, zone.level), 3);
    return (
        <span class={`level level-${rank}`}>
            <i aria-hidden="true" style={{ '--hue': levelHue(zone) }} />
            {levelName(zone)}
        </span>
    );
}
