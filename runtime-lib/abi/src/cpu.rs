//! CPU features that an artifact may rely on: one table for Cranelift's names, the bits in
//! [`Program::cpu_features`](crate::Program::cpu_features) and the words that users read.

macro_rules! features {
    ($($name:ident = $bit:literal, $setting:literal, $words:literal;)*) => {
        /// A CPU feature. The number is its bit in a [`FeatureSet`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Feature {
            $(#[doc = $words] $name = $bit,)*
        }

        impl Feature {
            /// Every feature, in the order of the numbers.
            pub const ALL: &[Feature] = &[$(Feature::$name),*];

            /// Cranelift's name of the setting that enables it.
            pub const fn setting(self) -> &'static str {
                match self { $(Feature::$name => $setting,)* }
            }

            /// What users call it.
            pub const fn words(self) -> &'static str {
                match self { $(Feature::$name => $words,)* }
            }
        }
    };
}

features! {
    Sse3 = 0, "has_sse3", "SSE3";
    Ssse3 = 1, "has_ssse3", "SSSE3";
    Cmpxchg16b = 2, "has_cmpxchg16b", "CMPXCHG16B";
    Sse41 = 3, "has_sse41", "SSE4.1";
    Sse42 = 4, "has_sse42", "SSE4.2";
    Popcnt = 5, "has_popcnt", "POPCNT";
    Avx = 6, "has_avx", "AVX";
    Avx2 = 7, "has_avx2", "AVX2";
    Fma = 8, "has_fma", "FMA";
    Bmi1 = 9, "has_bmi1", "BMI1";
    Bmi2 = 10, "has_bmi2", "BMI2";
    Lzcnt = 11, "has_lzcnt", "LZCNT";
    Avx512f = 12, "has_avx512f", "AVX512F";
    Avx512dq = 13, "has_avx512dq", "AVX512DQ";
    Avx512vl = 14, "has_avx512vl", "AVX512VL";
    Lse = 15, "has_lse", "LSE";
    Zca = 16, "has_zca", "Zca";
    Zcd = 17, "has_zcd", "Zcd";
    Zba = 18, "has_zba", "Zba";
    Zbb = 19, "has_zbb", "Zbb";
    Zbs = 20, "has_zbs", "Zbs";
    V = 21, "has_v", "V";
}

impl Feature {
    /// The feature that this setting of Cranelift enables.
    pub fn of_setting(setting: &str) -> Option<Feature> {
        Feature::ALL.iter().copied().find(|feature| feature.setting() == setting)
    }
}

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct FeatureSet(pub u64);

impl FeatureSet {
    /// Features whose instructions a CPU without them executes as others: `lzcnt` as `bsr`, `tzcnt` as `bsf`.
    /// All others have instructions that such a CPU refuses.
    pub const SILENT: FeatureSet = FeatureSet::of(&[Feature::Bmi1, Feature::Lzcnt]);

    /// The set of these.
    pub const fn of(features: &[Feature]) -> FeatureSet {
        let mut bits = 0;
        let mut index = 0;
        while index < features.len() {
            bits |= 1 << features[index] as u8;
            index += 1;
        }
        FeatureSet(bits)
    }

    /// Whether there is none in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it has a feature.
    pub const fn contains(self, feature: Feature) -> bool {
        self.0 & 1 << feature as u8 != 0
    }

    /// Those that are in both sets.
    pub const fn intersection(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 & other.0)
    }

    /// Those that are not in the other set.
    pub const fn without(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 & !other.0)
    }

    /// Those that are in either set.
    pub const fn union(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 | other.0)
    }
}
