//! All pictures against all.

use atelier_application::ports::{HashColumns, Hit, LikenessGroup};
use atelier_domain::library::likeness::{Hashes, Threshold, distance};

use crate::index::{Fate, Index};

/// Centres and what looks like them, as the port says.
///
/// A picture that has been taken is never a candidate again: it leaves the index when it is met next. So a hundred thousand equal
/// pictures cost a hundred thousand steps, and so do pictures that all lie within the threshold of each other; no list of
/// pairs exists anywhere. What stays quadratic is made on purpose: hashes that share their chunks, or even all of the DCT, and
/// are told apart by what is left.
///
/// It must be inlined, see `scan.rs`.
#[inline(always)]
pub(crate) fn groups(haystack: &HashColumns, threshold: Threshold) -> Vec<LikenessGroup> {
    let says_something = |place: &u32| haystack.hashes(*place).is_some_and(Hashes::say_something);
    let hashes = haystack.dct().iter().copied().zip(0..).filter(|(_, place)| says_something(place));
    let mut index = Index::new(hashes.clone(), threshold.bits());
    let mut taken = vec![false; haystack.len()];
    let mut groups = Vec::new();
    for (dct, centre) in hashes {
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
                None => Fate::Stays,
            }
        });
        if !others.is_empty() {
            others.sort_unstable();
            groups.push(LikenessGroup { centre, others });
        }
    }
    groups
}
