//! A day and the clock time beside it as one moment.

use super::{Atom, Scanner, Stamp, zone};

impl Scanner<'_> {
    /// Puts a day and the clock time beside it together.
    pub(super) fn join(&self, atoms: Vec<Atom>) -> Vec<Stamp> {
        let mut stamps: Vec<Stamp> = Vec::with_capacity(atoms.len());
        for atom in atoms {
            match atom {
                Atom::Clock(clock, zone, range) => {
                    if let Some(last) = stamps.last_mut()
                        && last.clock.is_none()
                        && last.day.is_some_and(|d| d.last.is_none())
                        && self.connects(last.range.end, range.start, true)
                    {
                        last.clock = Some(clock);
                        last.zone = zone;
                        last.range.end = range.end;
                    } else {
                        stamps.push(Stamp {
                            range,
                            day: None,
                            clock: Some(clock),
                            zone,
                        });
                    }
                }
                Atom::Day(day, range) => {
                    if let Some(last) = stamps.last_mut()
                        && last.day.is_none()
                        && last.clock.is_some_and(|c| !c.dotted)
                        && self.connects(last.range.end, range.start, false)
                    {
                        last.day = Some(day);
                        last.range.end = range.end;
                        if last.zone.is_none()
                            && let Some((zone, end)) = zone::after(self.text, range.end)
                        {
                            last.zone = Some(zone);
                            last.range.end = end;
                        }
                    } else {
                        stamps.push(Stamp {
                            range,
                            day: Some(day),
                            clock: None,
                            zone: None,
                        });
                    }
                }
            }
        }
        stamps
    }

    /// Whether the words between a day and a time make them one moment.
    fn connects(&self, from: usize, to: usize, day_first: bool) -> bool {
        let Some(gap) = self.text.get(from..to).filter(|g| g.len() <= 26) else {
            return false;
        };
        let mut words = 0;
        let fits = gap
            .split(|c: char| !c.is_alphabetic())
            .filter(|w| !w.is_empty())
            .all(|word| {
                words += 1;
                if day_first {
                    matches!(
                        word,
                        "at" | "around"
                            | "approximately"
                            | "about"
                            | "from"
                            | "between"
                            | "roughly"
                            | "circa"
                            | "on"
                            | "às"
                            | "t"
                            | "starting"
                            | "approx"
                            | "as"
                            | "a"
                            | "las"
                            | "à"
                            | "um"
                            | "de"
                            | "das"
                            | "desde"
                            | "午前"
                            | "午後"
                            | "上午"
                            | "下午"
                            | "凌晨"
                            | "早上"
                            | "晚上"
                            | "오전"
                            | "오후"
                    )
                } else {
                    matches!(word, "on" | "of" | "the" | "in")
                }
            });
        let marks = gap.chars().filter(|c| !c.is_alphabetic()).all(|c| {
            matches!(c, ' ' | ',' | '(' | ')')
                || day_first && matches!(c, '/' | '-' | '–' | '—' | '|' | ':' | '@' | '~' | '.')
        });
        fits && marks && words <= 3
    }
}
