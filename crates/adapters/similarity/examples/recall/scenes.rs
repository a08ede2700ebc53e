//! Pictures that do not exist: ten kinds of scenes, each different by its number and always the same for it.
//!
//! They are made like photographs as far as a hash can see: smooth light over the whole picture, structures whose strength
//! falls with their size (octaves of noise), edges, and the grain of a sensor. Several kinds share a composition on purpose:
//! a portrait has a head in the middle, a product lies on a plain ground, and such pictures are the hardest to keep apart.

use image::{Rgb, RgbImage};

type Colour = [f32; 3];

/// A sequence of numbers that looks like chance and depends on the seed alone (SplitMix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.bits() >> 40) as f32 / (1u64 << 24) as f32)
    }

    fn colour(&mut self, dark: f32, light: f32) -> Colour {
        let grey = self.between(dark, light);
        [0; 3].map(|_: i32| (grey + self.between(-40.0, 40.0)).clamp(0.0, 255.0))
    }

    fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }
}

/// Coordinates run from 0 to 1 in both directions.
struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<Colour>,
}

impl Canvas {
    fn change(&mut self, mut change: impl FnMut(f32, f32, &mut Colour)) {
        let (width, height) = (self.width as f32, self.height as f32);
        for (row, y) in self.pixels.chunks_mut(self.width as usize).zip(0u16..) {
            for (pixel, x) in row.iter_mut().zip(0u16..) {
                change(f32::from(x) / width, f32::from(y) / height, pixel);
            }
        }
    }

    /// From one colour to another across the picture, in any direction.
    fn ground(&mut self, one: Colour, other: Colour, angle: f32) {
        let (sin, cos) = angle.sin_cos();
        self.change(|x, y, pixel| {
            let at = ((x - 0.5) * cos + (y - 0.5) * sin + 0.5).clamp(0.0, 1.0);
            *pixel = mix(one, other, at);
        });
    }

    /// Octaves of noise, each half as large as the one before and `fall` times as strong.
    fn texture(&mut self, seed: u64, size: f32, strength: f32, fall: f32) {
        self.change(|x, y, pixel| {
            let value = strength * octaves(x * 1.5, y, seed, size, fall);
            *pixel = pixel.map(|channel| channel + value);
        });
    }

    fn ellipse(&mut self, centre: [f32; 2], radii: [f32; 2], tilt: f32, colour: Colour, soft: f32) {
        let (sin, cos) = tilt.sin_cos();
        self.change(|x, y, pixel| {
            let (x, y) = (x - centre[0], y - centre[1]);
            let (along, across) = ((x * cos + y * sin) / radii[0], (y * cos - x * sin) / radii[1]);
            let from_edge = 1.0 - along.hypot(across);
            let cover = (from_edge / soft.max(0.01)).clamp(0.0, 1.0);
            // Light from the upper left makes a body of the disc.
            let shade = 1.0 - 0.35 * (along + across).clamp(-1.0, 1.0);
            *pixel = mix(*pixel, colour.map(|channel| channel * shade), cover);
        });
    }

    fn block(&mut self, from: [f32; 2], to: [f32; 2], colour: Colour) {
        self.change(|x, y, pixel| {
            if (from[0]..to[0]).contains(&x) && (from[1]..to[1]).contains(&y) {
                *pixel = colour;
            }
        });
    }

    /// Everything below a jagged line.
    fn ridge(&mut self, seed: u64, height: f32, jag: f32, colour: Colour) {
        self.change(|x, y, pixel| {
            if y > height + jag * octaves(x * 1.5, 0.0, seed, 2.5, 0.5) {
                let value = 25.0 * octaves(x * 1.5, y, seed ^ 1, 9.0, 0.7);
                *pixel = colour.map(|channel| channel + value);
            }
        });
    }

    /// Multiplies by light that falls off from a point.
    fn light(&mut self, at: [f32; 2], reach: f32, floor: f32) {
        self.change(|x, y, pixel| {
            let fall = (-((x - at[0]).powi(2) + (y - at[1]).powi(2)) / (reach * reach)).exp();
            *pixel = pixel.map(|channel| channel * (floor + (1.0 - floor) * fall));
        });
    }

    fn develop(mut self, chance: &mut Chance) -> RgbImage {
        let grain = chance.between(1.0, 6.0);
        self.change(|_, _, pixel| {
            let noise = grain * (chance.between(-1.0, 1.0) + chance.between(-1.0, 1.0));
            *pixel = pixel.map(|channel| channel + noise);
        });
        let mut pixels = self.pixels.iter();
        RgbImage::from_fn(self.width, self.height, |_, _| {
            Rgb(pixels.next().map_or([0; 3], |pixel| pixel.map(|channel| channel.clamp(0.0, 255.0) as u8)))
        })
    }
}

fn mix(one: Colour, other: Colour, at: f32) -> Colour {
    let [a, b, c] = one;
    let [x, y, z] = other;
    [a + (x - a) * at, b + (y - b) * at, c + (z - c) * at]
}

fn octaves(x: f32, y: f32, seed: u64, size: f32, fall: f32) -> f32 {
    let (mut sum, mut strength, mut size) = (0.0, 1.0, size);
    for octave in 0..6 {
        sum += strength * noise(x * size, y * size, seed.wrapping_add(octave));
        strength *= fall;
        size *= 2.0;
    }
    sum
}

/// Values between -1 and 1 on a grid, and a smooth surface between them.
fn noise(x: f32, y: f32, seed: u64) -> f32 {
    let corner = |dx: f32, dy: f32| {
        let key = ((x.floor() + dx) as i64).wrapping_mul(73_856_093)
            ^ ((y.floor() + dy) as i64).wrapping_mul(19_349_663);
        Chance::new(seed ^ key.cast_unsigned()).between(-1.0, 1.0)
    };
    let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (smooth(x - x.floor()), smooth(y - y.floor()));
    let top = corner(0.0, 0.0) * (1.0 - tx) + corner(1.0, 0.0) * tx;
    let bottom = corner(0.0, 1.0) * (1.0 - tx) + corner(1.0, 1.0) * tx;
    top * (1.0 - ty) + bottom * ty
}

/// The scene with this number.
pub fn scene(number: u64) -> RgbImage {
    let mut chance = Chance::new(number);
    let (width, height) = match chance.below(4) {
        0 => (400, 600),
        1 => (560, 420),
        _ => (600, 400),
    };
    let mut canvas = Canvas { width, height, pixels: vec![[0.0; 3]; (width * height) as usize] };
    let (one, other) = (chance.colour(20.0, 235.0), chance.colour(20.0, 235.0));
    let angle = chance.between(0.0, std::f32::consts::TAU);
    canvas.ground(one, other, angle);
    match number % 10 {
        0 => landscape(&mut canvas, &mut chance),
        1 => {
            let (size, fall) = (chance.between(1.0, 6.0), chance.between(0.45, 0.8));
            canvas.texture(chance.bits(), size, chance.between(40.0, 110.0), fall);
        }
        2 => portrait(&mut canvas, &mut chance),
        3 => party(&mut canvas, &mut chance),
        4 => product(&mut canvas, &mut chance),
        5 => house(&mut canvas, &mut chance),
        6 => lights(&mut canvas, &mut chance),
        7 => still_life(&mut canvas, &mut chance),
        8 => page(&mut canvas, &mut chance),
        _ => backdrop(&mut canvas, &mut chance),
    }
    let centre = [chance.between(0.3, 0.7), chance.between(0.3, 0.7)];
    canvas.light(centre, chance.between(0.6, 1.5), chance.between(0.5, 0.95));
    canvas.develop(&mut chance)
}

/// A plain card in one colour, which shows nothing.
pub fn card(number: u64) -> RgbImage {
    let mut chance = Chance::new(number ^ 0xca4d);
    let colour = chance.colour(30.0, 225.0);
    let canvas = Canvas { width: 300, height: 200, pixels: vec![colour; 60_000] };
    canvas.develop(&mut chance)
}

fn landscape(canvas: &mut Canvas, chance: &mut Chance) {
    let (sky, horizon) = (chance.colour(110.0, 220.0), chance.colour(160.0, 250.0));
    canvas.ground(sky, horizon, std::f32::consts::FRAC_PI_2);
    canvas.texture(chance.bits(), 2.0, chance.between(5.0, 30.0), 0.55);
    let mut height = chance.between(0.2, 0.55);
    for _ in 0..2 + chance.below(3) {
        let (jag, colour) = (chance.between(0.03, 0.2), chance.colour(30.0, 150.0));
        canvas.ridge(chance.bits(), height, jag, colour);
        height += chance.between(0.08, 0.22);
    }
}

/// A head and shoulders near the middle, as most portraits have them.
fn portrait(canvas: &mut Canvas, chance: &mut Chance) {
    canvas.texture(chance.bits(), 1.5, chance.between(5.0, 50.0), 0.4);
    let (x, y) = (chance.between(0.35, 0.65), chance.between(0.32, 0.5));
    let size = chance.between(0.09, 0.2);
    let (skin, hair, cloth) =
        (chance.colour(110.0, 220.0), chance.colour(20.0, 160.0), chance.colour(20.0, 230.0));
    let wide = size * chance.between(1.6, 2.6);
    canvas.ellipse([x, y + size * 3.2], [wide, size * 2.1], chance.between(-0.3, 0.3), cloth, 0.1);
    canvas.ellipse([x, y - size * 0.2], [size * 1.15, size * 1.5], 0.0, hair, 0.2);
    let tilt = chance.between(-0.3, 0.3);
    canvas.ellipse([x, y], [size * 0.85, size * 1.25], tilt, skin, 0.1);
    for side in [-1.0, 1.0] {
        canvas.ellipse([x + side * size * 0.35, y - size * 0.1], [size * 0.12; 2], 0.0, [40.0; 3], 0.3);
    }
}

fn party(canvas: &mut Canvas, chance: &mut Chance) {
    canvas.texture(chance.bits(), 3.0, chance.between(10.0, 50.0), 0.6);
    for _ in 0..3 + chance.below(6) {
        let (x, y, size) = (chance.between(0.1, 0.9), chance.between(0.25, 0.6), chance.between(0.03, 0.08));
        let (skin, cloth) = (chance.colour(100.0, 220.0), chance.colour(15.0, 240.0));
        canvas.ellipse([x, y + size * 4.0], [size * 1.6, size * 3.2], chance.between(-0.2, 0.2), cloth, 0.1);
        canvas.ellipse([x, y], [size, size * 1.3], 0.0, skin, 0.1);
    }
}

/// Something on white or grey: most of the picture says nothing.
fn product(canvas: &mut Canvas, chance: &mut Chance) {
    let white = chance.between(215.0, 250.0);
    let below = white - chance.between(0.0, 40.0);
    canvas.ground([white; 3], [below; 3], std::f32::consts::FRAC_PI_2);
    for _ in 0..1 + chance.below(3) {
        let centre = [chance.between(0.3, 0.7), chance.between(0.35, 0.65)];
        let (wide, high) = (chance.between(0.05, 0.28), chance.between(0.05, 0.28));
        let colour = chance.colour(20.0, 200.0);
        if chance.below(2) == 0 {
            canvas.ellipse(centre, [wide, high], chance.between(0.0, 3.0), colour, 0.05);
        } else {
            let (left, top) = (centre[0] - wide, centre[1] - high);
            canvas.block([left, top], [centre[0] + wide, centre[1] + high], colour);
        }
    }
}

fn house(canvas: &mut Canvas, chance: &mut Chance) {
    let (left, right) = (chance.between(0.0, 0.3), chance.between(0.6, 1.0));
    let top = chance.between(0.05, 0.4);
    let (wall, glass) = (chance.colour(90.0, 230.0), chance.colour(10.0, 120.0));
    canvas.block([left, top], [right, 1.0], wall);
    let (columns, rows) = (2 + chance.below(6), 2 + chance.below(5));
    let (step, rise) = ((right - left) / columns as f32, (0.95 - top) / rows as f32);
    let fill = chance.between(0.3, 0.7);
    for column in 0..columns {
        for row in 0..rows {
            let from = [left + step * (column as f32 + 0.2), top + rise * (row as f32 + 0.2)];
            let colour = if chance.below(5) == 0 { chance.colour(150.0, 250.0) } else { glass };
            canvas.block(from, [from[0] + step * fill, from[1] + rise * fill], colour);
        }
    }
    canvas.texture(chance.bits(), 4.0, chance.between(4.0, 25.0), 0.8);
}

fn lights(canvas: &mut Canvas, chance: &mut Chance) {
    let (dark, darker) = (chance.colour(5.0, 50.0), chance.colour(0.0, 30.0));
    canvas.ground(dark, darker, chance.between(0.0, 6.0));
    for _ in 0..6 + chance.below(25) {
        let size = chance.between(0.01, 0.07);
        let centre = [chance.between(0.0, 1.0), chance.between(0.0, 1.0)];
        canvas.ellipse(centre, [size, size * 1.5], 0.0, chance.colour(120.0, 255.0), 0.3);
    }
}

fn still_life(canvas: &mut Canvas, chance: &mut Chance) {
    canvas.texture(chance.bits(), chance.between(1.0, 8.0), chance.between(5.0, 40.0), 0.7);
    for _ in 0..4 + chance.below(12) {
        let centre = [chance.between(0.0, 1.0), chance.between(0.0, 1.0)];
        let radii = [chance.between(0.03, 0.3), chance.between(0.03, 0.3)];
        let (tilt, colour, soft) =
            (chance.between(0.0, 3.0), chance.colour(10.0, 245.0), chance.between(0.03, 0.6));
        canvas.ellipse(centre, radii, tilt, colour, soft);
    }
}

/// Lines of text on paper: pages look much alike from afar.
fn page(canvas: &mut Canvas, chance: &mut Chance) {
    canvas.ground([240.0; 3], [225.0; 3], chance.between(0.0, 6.0));
    let (margin, step) = (chance.between(0.08, 0.15), chance.between(0.03, 0.06));
    let mut y = margin;
    while y < 1.0 - margin {
        let end = if chance.below(4) == 0 { chance.between(0.2, 0.9) } else { 1.0 - margin };
        let mut x = margin;
        while x < end {
            let word = chance.between(0.01, 0.08).min(end - x);
            canvas.block([x, y], [x + word, y + step * 0.45], [50.0; 3]);
            x += word + 0.012;
        }
        y += if chance.below(6) == 0 { step * 2.5 } else { step };
    }
    if chance.below(2) == 0 {
        let from = [chance.between(0.1, 0.5), chance.between(0.1, 0.6)];
        let to = [from[0] + chance.between(0.15, 0.4), from[1] + chance.between(0.1, 0.3)];
        canvas.block(from, to, chance.colour(40.0, 200.0));
    }
}

/// Almost nothing: a wall, a sky or a cloth, with a little unevenness.
fn backdrop(canvas: &mut Canvas, chance: &mut Chance) {
    let one = chance.colour(60.0, 230.0);
    let lift = chance.between(-50.0, 50.0);
    canvas.ground(one, one.map(|channel| channel + lift), chance.between(0.0, 6.0));
    canvas.texture(chance.bits(), chance.between(0.8, 3.0), chance.between(3.0, 14.0), 0.5);
}
