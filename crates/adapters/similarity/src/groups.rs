//! All pictures against all.

use atelier_application::ports::{HashColumns, Hit, LikenessGroup};
use atelier_domain::library::likeness::{Hashes, Threshold, distance};

use crate::index::{Fate, Index};

/// A minute and a half of one core. A million photographs of scenes end long before.
const MEASURED_MAX: u64 = 4_000_000_000;

/// Centres and what looks like them, as the port says.
///
/// A picture that has been taken is never a candidate again: it leaves the index when it is met next. So a hundred thousand equal
/// pictures cost a hundred thousand steps, and so do pictures that all lie within the threshold of each other; no list of
/// pairs exists anywhere. What stays quadratic is made on purpose: hashes that share their chunks, or even all of the DCT, and
/// are told apart by what is left. After [`MEASURED_MAX`] of those it ends with the groups that it has.
///
/// It must be inlined, see `scan.rs`.
#[inline(always)]
pub(crate) fn groups(haystack: &HashColumns, threshold: Threshold) -> Vec<LikenessGroup> {
    groups_within(haystack, threshold, MEASURED_MAX)
}

#[inline(always)]
fn groups_within(haystack: &HashColumns, threshold: Threshold, mut patience: u64) -> Vec<LikenessGroup> {
    let says_something = |place: &u32| haystack.hashes(*place).is_some_and(Hashes::say_something);
    let hashes = haystack.dct().iter().copied().zip(0..).filter(|(_, place)| says_something(place));
    let mut index = Index::new(hashes.clone(), threshold.bits());
    let mut taken = vec![false; haystack.len()];
    let mut groups = Vec::new();
    for (dct, centre) in hashes {
        if patience == 0 {
            break;
        }
        let Some(own) = taken.get_mut(centre as usize).filter(|taken| !**taken) else { continue };
        *own = true;
        let Some(centre_hashes) = haystack.hashes(centre) else { continue };
        let mut others = Vec::new();
        index.near(dct, |place| {
            let Some(taken) = taken.get_mut(place as usize).filter(|taken| !**taken) else {
                return Fate::Goes;
            };
            let measured = haystack.hashes(place).and_then(|hashes| distance(centre_hashes, hashes));
            match measured.filter(|distance| threshold.covers(*distance)) {
                Some(distance) => {
                    *taken = true;
                    others.push(Hit { distance, place });
                    Fate::Goes
                }
                None => {
                    patience = patience.saturating_sub(1);
                    Fate::Stays
                }
            }
        });
        if !others.is_empty() {
            others.sort_unstable();
            groups.push(LikenessGroup { centre, others });
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_with_the_groups_that_were_found() {
        let mut columns = HashColumns::with_capacity(400);
        // All share the hash of the DCT and are far apart by the other one; the last two are the same.
        let gradient = |place: i64| (place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64);
        let dct = 0x3c3c_0f0f_55aa_1234;
        columns.extend((0..400).map(|place| (place, Hashes { gradient: gradient(place.min(398)), dct })));
        let threshold = Threshold::new(4).unwrap();
        assert_eq!(groups(&columns, threshold).len(), 1);
        assert!(groups_within(&columns, threshold, 1_000).is_empty());
    }
}
