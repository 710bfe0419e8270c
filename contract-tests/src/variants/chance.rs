//! Reproducible random numbers, which depend only on a seed.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(super) struct Chance(fastrand::Rng);

impl Chance {
    /// Creates a separate stream for each name.
    pub(super) fn new(seed: u64, name: &str) -> Self {
        let mixed = name.bytes().fold(seed, |mixed, byte| mixed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// Returns a number below `bound`.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        self.0.u32(..bound.max(1))
    }

    /// Returns `count` of these items, in their order.
    pub(super) fn some<T>(&mut self, count: usize, mut all: Vec<T>) -> Vec<T> {
        while all.len() > count {
            let place = self.below(u32::try_from(all.len()).unwrap_or(u32::MAX)) as usize;
            all.remove(place);
        }
        all
    }

    /// Returns a text of characters from all parts of Unicode.
    pub(super) fn text(&mut self) -> String {
        const BLOCKS: [(u32, u32); 6] =
            [(0x20, 0x5f), (0xa0, 0x60), (0x370, 0x80), (0x600, 0x80), (0x4e00, 0x200), (0x1f600, 0x40)];
        let length = 1 + self.below(40);
        let mut character = || {
            let (start, count) = BLOCKS[self.below(6) as usize];
            char::from_u32(start + self.below(count)).unwrap_or(' ')
        };
        // Braces would be read as the name of a thing.
        (0..length).map(|_| character()).filter(|character| !matches!(character, '{' | '}')).collect()
    }
}
