//! The order of a group when pictures come into it.

use std::collections::BTreeSet;

use crate::ImageId;

/// The order of a group's pictures after `arriving` came in at `place`, counted from 1; beyond the end is the end. Those
/// that are in the group already stay where they are, and nothing changes the order of the others among themselves.
pub fn inserted(present: &[ImageId], arriving: &[ImageId], place: usize) -> Vec<ImageId> {
    let mut seen: BTreeSet<ImageId> = present.iter().copied().collect();
    let new = arriving.iter().copied().filter(|id| seen.insert(*id));
    let before = place.saturating_sub(1);
    present.iter().take(before).copied().chain(new).chain(present.iter().skip(before).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(numbers: &[i64]) -> Vec<ImageId> {
        numbers.iter().copied().map(ImageId).collect()
    }

    #[test]
    fn pictures_come_in_at_their_place_and_in_their_order() {
        let present = ids(&[1, 2, 3]);
        assert_eq!(inserted(&present, &ids(&[9, 8]), 1), ids(&[9, 8, 1, 2, 3]));
        assert_eq!(inserted(&present, &ids(&[9, 2, 8]), 3), ids(&[1, 2, 9, 8, 3]));
        assert_eq!(inserted(&present, &ids(&[9, 9]), 100), ids(&[1, 2, 3, 9]));
        assert_eq!(inserted(&present, &ids(&[2]), 0), present);
    }

    fn group() -> impl Strategy<Value = Vec<ImageId>> {
        proptest::sample::subsequence((0..20).collect::<Vec<i64>>(), 0..20)
            .prop_shuffle()
            .prop_map(|numbers| ids(&numbers))
    }

    proptest! {
        #[test]
        fn none_is_lost_none_comes_twice_and_those_that_were_there_keep_their_order(
            present in group(), arriving in proptest::collection::vec((0..30_i64).prop_map(ImageId), 0..12), place in 0..25_usize,
        ) {
            let order = inserted(&present, &arriving, place);
            let all: BTreeSet<ImageId> = present.iter().chain(&arriving).copied().collect();
            prop_assert_eq!(order.len(), all.len());
            prop_assert_eq!(order.iter().copied().collect::<BTreeSet<_>>(), all);
            let stayed: Vec<ImageId> = order.iter().copied().filter(|id| present.contains(id)).collect();
            prop_assert_eq!(stayed, present);
            // Doing it again changes nothing.
            prop_assert_eq!(inserted(&order, &arriving, place), order);
        }
    }
}
