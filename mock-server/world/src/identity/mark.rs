//! The mark of a world: the beginning of API tokens and client ids, which identifies the world that they belong to.

use uuid::Uuid;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MARK_LENGTH: usize = 22;

/// Returns a world's id as 22 letters and digits. Each API token and client id begins with them.
pub fn world_mark(world: Uuid) -> String {
    let mut number = world.as_u128();
    let mut text = [b'0'; MARK_LENGTH];
    for digit in text.iter_mut().rev() {
        *digit = DIGITS[usize::try_from(number % 62).unwrap_or(0)];
        number /= 62;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

/// Returns a key that begins with the mark of a world: the text itself if it does, or else the text after the mark.
pub(super) fn marked(world: Uuid, text: &str) -> String {
    let mark = world_mark(world);
    if text.starts_with(&mark) { text.to_owned() } else { mark + text }
}

/// Returns the world that an API token or client id belongs to, if it has the right form.
pub fn world_of(key: &str) -> Option<Uuid> {
    let mark = key.as_bytes().get(..MARK_LENGTH)?;
    let mut number = 0u128;
    for byte in mark {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        number = number.checked_mul(62)?.checked_add(digit as u128)?;
    }
    Some(Uuid::from_u128(number))
}

/// Derives a number from an id. It is the seed of streams of secrets, which must differ from world to world.
pub(super) fn fold(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low.rotate_left(32)
}
