//! Scores: BM25 over weighted frequencies, in whole numbers only, so that a ranking is the same on every machine and in
//! every browser. `themes/default/assets/search.js` mirrors this file; `tests/search/scores.txt` holds both to it.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): weights of fields are applied
//! to the frequency before it is saturated, not to the scores of single fields.

/// 256 times the binary logarithm of `a / b`; `b` is not 0 and not greater than `a`.
fn log2(a: u64, b: u64) -> u64 {
    let mut mantissa = a * 65_536 / b;
    let mut exponent = 0;
    while mantissa >= 131_072 {
        mantissa /= 2;
        exponent += 1;
    }
    let mut result = exponent * 256;
    let mut bit = 128;
    while bit >= 1 {
        mantissa = mantissa * mantissa / 65_536;
        if mantissa >= 131_072 {
            mantissa /= 2;
            result += bit;
        }
        bit /= 2;
    }
    result
}

/// How much a word says that `df` of `documents` texts have; one that all have still says a little.
pub(super) fn rarity(documents: u64, df: u64) -> u64 {
    32 + log2(2 * documents + 2, 2 * df.min(documents) + 1)
}

/// A text's length against the mean, in 1/256, half of it counted: a long text has more of every word.
pub(super) fn length_norm(length: u64, mean: u64) -> u64 {
    128 + 128 * length / mean.max(1)
}

/// Weighted frequency, in quarters of a text's word, at which a word has half of its full score.
const HALF: u64 = 8;

/// What a word adds to the score of a text in which it stands with `quarters` of weight.
pub(super) fn word_score(rarity: u64, quarters: u64, norm: u64) -> u64 {
    rarity * 1024 * 64 * quarters / (64 * quarters + HALF * norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_shared_list() {
        let list = include_str!("../../tests/search/scores.txt");
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let n: Vec<u64> = line.split(' ').map(|it| it.parse().unwrap()).collect();
            let [documents, df, quarters, length, mean, rare, norm, score] = n[..] else {
                panic!("{line}");
            };
            assert_eq!(rarity(documents, df), rare, "{line}");
            assert_eq!(length_norm(length, mean), norm, "{line}");
            assert_eq!(word_score(rare, quarters, norm), score, "{line}");
        }
    }

    #[test]
    fn a_rarer_word_a_more_prominent_one_and_a_shorter_text_score_higher() {
        assert!(rarity(1000, 1) > rarity(1000, 2));
        assert!(rarity(1000, 1000) > 0);
        assert!(word_score(300, 8, 256) > word_score(300, 4, 256));
        assert!(word_score(300, 4, 200) > word_score(300, 4, 256));
    }
}
