//! The page in a browser, on a telephone and on a desk, light and dark: what the browser makes of it as text,
//! and what can be seen: where bars end, in which colours.

use super::*;

/// Colours of the page, from its style: behind everything, of cards, of precast's bars and of others'.
const LIGHT: [[u8; 3]; 4] = [[0xf5, 0xf5, 0xf4], [0xff, 0xff, 0xff], [0xc2, 0x41, 0x0c], [0x71, 0x79, 0x8a]];
const DARK: [[u8; 3]; 4] = [[0x12, 0x11, 0x0f], [0x1b, 0x1a, 0x18], [0xfb, 0x8a, 0x3c], [0x8e, 0x96, 0xa8]];

/// A telephone, where all charts stand below each other, and a desk, where they stand in two columns.
const SIZES: [[u32; 2]; 2] = [[390, 3300], [1280, 2000]];

/// Height of a bar in pixels.
const BAR_HEIGHT: u32 = 14;

fn browser(directory: &Path) -> Command {
    let mut command = Command::new("chromium");
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-dev-shm-usage",
    ]);
    command.args(["--force-device-scale-factor=1", "--force-color-profile=srgb"]);
    command.arg(format!("--user-data-dir={}", directory.join("profile").display()));
    command
}

/// Writes the page of the example.
fn page(directory: &Path) -> String {
    let page = directory.join("page.html");
    let mut command = precast();
    command.args(["bench", "--load"]).arg(example()).arg("--html").arg(&page);
    run(command, b"").expect_success();
    format!("file://{}", page.display())
}

/// A picture as rows of colours.
struct Picture {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
    channels: usize,
}

impl Picture {
    fn take(directory: &Path, url: &str, [width, height]: [u32; 2], dark: bool) -> Picture {
        let path = directory.join("picture.png");
        let mut command = browser(directory);
        command
            .arg(format!("--window-size={width},{height}"))
            .arg(format!("--screenshot={}", path.display()));
        command.arg(format!("--blink-settings=preferredColorScheme={}", if dark { 0 } else { 1 })).arg(url);
        run(command, b"").expect_success();
        Picture::decode(&fs::read(path).expect("a screenshot"))
    }

    /// Reads what the browser writes: PNG with 8 bits a channel, RGB with or without alpha, not interlaced.
    fn decode(png: &[u8]) -> Picture {
        let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().expect("four bytes"));
        assert_eq!(&png[12..16], b"IHDR", "a PNG file");
        let (width, height) = (number(&png[16..20]), number(&png[20..24]));
        let channels = match &png[24..29] {
            [8, 2, 0, 0, 0] => 3,
            [8, 6, 0, 0, 0] => 4,
            other => panic!("another kind of picture: {other:?}"),
        };
        let (mut compressed, mut at) = (Vec::new(), 8);
        while at < png.len() {
            let length = number(&png[at..at + 4]) as usize;
            if &png[at + 4..at + 8] == b"IDAT" {
                compressed.extend_from_slice(&png[at + 8..at + 8 + length]);
            }
            at += length + 12;
        }
        let mut inflate = Command::new("python3");
        let program = "import sys, zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))";
        inflate.args(["-c", program]);
        let filtered = run(inflate, &compressed).expect_success().stdout;
        let row_bytes = width as usize * channels;
        let mut bytes: Vec<u8> = Vec::with_capacity(row_bytes * height as usize);
        for row in filtered.chunks_exact(row_bytes + 1) {
            let start = bytes.len();
            for (index, &difference) in row[1..].iter().enumerate() {
                // Of the same channel: the pixel to the left, the one above, and the one left of that.
                let left = if index < channels { 0 } else { bytes[start + index - channels] };
                let above = if start == 0 { 0 } else { bytes[start + index - row_bytes] };
                let corner = if start == 0 || index < channels {
                    0
                } else {
                    bytes[start + index - row_bytes - channels]
                };
                let predicted = match row[0] {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => u16::midpoint(left.into(), above.into()) as u8,
                    _ => paeth(left, above, corner),
                };
                bytes.push(difference.wrapping_add(predicted));
            }
        }
        Picture { width, height, bytes, channels }
    }

    fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.width as usize + x as usize) * self.channels;
        [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2]]
    }

    /// The longest row of pixels of a colour in a line: where it begins, and its length.
    fn longest(&self, y: u32, left: u32, right: u32, colour: [u8; 3]) -> (u32, u32) {
        let (mut best, mut from) = ((0, 0), left);
        for x in left..=right {
            if x == right || self.at(x, y) != colour {
                best = if x - from > best.1 { (from, x - from) } else { best };
                from = x + 1;
            }
        }
        best
    }

    /// The bars in a part of the width, from above: their line, length, and whether they are precast's. A bar is as
    /// high as bars are, and its second line, above the whiskers, is a row of one colour.
    fn bars(&self, left: u32, right: u32, colours: [[u8; 3]; 4]) -> Vec<(u32, u32, bool)> {
        let mut bars = Vec::new();
        let mut y = 0;
        while y + BAR_HEIGHT < self.height {
            let found = [(colours[2], true), (colours[3], false)].into_iter().find_map(|(colour, ours)| {
                let (x, length) = self.longest(y + 1, left, right, colour);
                let middle = x + length / 4;
                let high = length >= 3 && (1..BAR_HEIGHT - 1).all(|line| self.at(middle, y + line) == colour);
                let ends = high && self.at(middle, y + BAR_HEIGHT + 1) != colour;
                (ends && self.at(middle, y.saturating_sub(2)) != colour).then_some((y, length, ours))
            });
            match found {
                Some(bar) => {
                    bars.push(bar);
                    y += BAR_HEIGHT;
                }
                None => y += 1,
            }
        }
        bars
    }

    fn count(&self, colour: [u8; 3]) -> usize {
        self.bytes.chunks_exact(self.channels).filter(|pixel| pixel[..3] == colour).count()
    }
}

/// The neighbour that is nearest to left + above − corner, as PNG defines it.
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let sum = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |neighbour: u8| (sum - i16::from(neighbour)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

/// The medians of a metric with whether they are precast's, rising as the chart shows them.
fn medians(metric: &str) -> Vec<(f64, bool)> {
    let results: Value = serde_json::from_slice(&fs::read(example()).expect("an example")).expect("JSON");
    let sides = results["sides"].as_array().expect("sides").iter();
    let median = |side: &Value| side["figures"][metric]["median"].as_f64();
    let mut medians: Vec<_> =
        sides.filter_map(|side| Some((median(side)?, side["name"] == "precast"))).collect();
    medians.sort_by(|one, other| one.0.total_cmp(&other.0));
    medians
}

/// Whether bars show these values: as long in the same proportion, to a few pixels, in the same colours.
fn shows(bars: &[(u32, u32, bool)], medians: &[(f64, bool)]) -> bool {
    let Some(&(longest, _)) = medians.last() else { return false };
    let unit = f64::from(bars.last().map_or(0, |bar| bar.1)) / longest;
    bars.len() == medians.len()
        && bars.iter().zip(medians).all(|((_, length, ours), (median, is_ours))| {
            ours == is_ours && (f64::from(*length) - median * unit).abs() <= 4.0
        })
}

#[test]
fn the_page_shows_the_figures_at_all_sizes_in_light_and_dark() {
    let directory = scratch();
    let url = page(directory.path());
    let run_times = medians("run_time_ns");
    let compile_times = medians("compile_time_ns");
    for size in SIZES {
        for (dark, colours) in [(false, LIGHT), (true, DARK)] {
            let what = format!("{size:?}, dark: {dark}");
            let picture = Picture::take(directory.path(), &url, size, dark);
            assert_eq!([picture.width, picture.height], size);
            assert_eq!(picture.at(2, 2), colours[0], "{what}");
            assert!(picture.count(colours[1]) > (size[0] * size[1] / 3) as usize, "{what}: cards");
            assert!(picture.count(colours[2]) > 2000, "{what}: precast's colour");
            let wrong = if dark { LIGHT } else { DARK };
            assert_eq!(
                picture.count(wrong[2]) + picture.count(wrong[3]),
                0,
                "{what}: colours of the other set"
            );
            // On a desk, run times are in the right half, compile times too.
            let narrow = size[0] < 600;
            let bars = picture.bars(if narrow { 0 } else { size[0] / 2 }, size[0], colours);
            for (metric, medians) in [("run time", &run_times), ("compile time", &compile_times)] {
                let found = bars.windows(medians.len()).any(|bars| shows(bars, medians));
                assert!(found, "{what}: no chart of {metric} {medians:?} among {bars:?}");
            }
            // Nothing sticks out to the right.
            let edge = (0..size[1]).all(|y| picture.at(size[0] - 2, y) == colours[0]);
            assert!(edge, "{what}: something reaches the edge");
        }
    }
}

#[test]
fn the_browser_reads_names_figures_and_reasons() {
    let directory = scratch();
    let url = page(directory.path());
    let mut command = browser(directory.path());
    command.args(["--dump-dom", &url]);
    let text = run(command, b"").expect_success().stdout();
    for words in [
        "<title>lua.wasm work.lua: benchmark</title>",
        "<h2>Cold start</h2>",
        "<h2>Run time</h2>",
        "<h2>Peak memory</h2>",
        "<h2>Size</h2>",
        "wasmtime precompiled",
        "not ranked: it prints \"\" in line 1",
        "failed: it took longer than the time limit",
        "<th scope=\"row\">node WASI",
        "<desc id=\"run-time-desc\">native: 1.20 s",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    // A dot for each start.
    assert_eq!(text.matches("<circle").count(), 4 * 40);
}
