//! The same for pictures with 8 bits, quickly: a preview has 50 ms for all of it.

/// Pixels of `N` channels by cubic interpolation (Catmull and Rom); the border goes on outside. `source` tells where a
/// pixel of the result is in `from`. Nothing when the numbers do not add up.
pub(super) fn sampled<const N: usize>(
    from: &[u8],
    (width, height): (u32, u32),
    source: impl Fn(u32, u32) -> (f64, f64),
    (out_width, out_height): (u32, u32),
) -> Option<Vec<u8>> {
    let stride = width as usize * N;
    if stride == 0 || from.len() != stride * height as usize {
        return None;
    }
    let (width, height) = (i64::from(width), i64::from(height));
    let mut out = vec![0; out_width as usize * out_height as usize * N];
    if out.is_empty() {
        return Some(out);
    }
    for (y, row) in (0..).zip(out.chunks_exact_mut(out_width as usize * N)) {
        for (x, pixel) in (0..).zip(row.as_chunks_mut::<N>().0) {
            let (x, y) = source(x, y);
            let (left, top) = (floor(x), floor(y));
            let (across, down) = (weights((x - left as f64) as f32), weights((y - top as f64) as f32));
            let (left, top) = (left - 1, top - 1);
            let is_inside = left >= 0 && top >= 0 && left + 4 <= width && top + 4 <= height;
            let sums = if is_inside {
                inside::<N>(from, top as usize * stride + left as usize * N, stride, &across, &down)
            } else {
                let place =
                    |x: i64, y: i64| (y.clamp(0, height - 1) as usize) * stride + (x.clamp(0, width - 1) as usize) * N;
                border::<N>(from, |column, row| place(left + column, top + row), &across, &down)
            };
            *pixel = sums.map(byte);
        }
    }
    Some(out)
}

fn inside<const N: usize>(from: &[u8], start: usize, stride: usize, across: &[f32; 4], down: &[f32; 4]) -> [f32; N] {
    let mut sums = [0.0f32; N];
    for (row, weight_y) in down.iter().enumerate() {
        let at = start + row * stride;
        let (taps, _) = from.get(at..at + 4 * N).unwrap_or_default().as_chunks::<N>();
        let mut line = [0.0f32; N];
        for (tap, weight_x) in taps.iter().zip(across) {
            for (sum, value) in line.iter_mut().zip(tap) {
                *sum += f32::from(*value) * weight_x;
            }
        }
        for (sum, line) in sums.iter_mut().zip(line) {
            *sum += line * weight_y;
        }
    }
    sums
}

fn border<const N: usize>(
    from: &[u8],
    place: impl Fn(i64, i64) -> usize,
    across: &[f32; 4],
    down: &[f32; 4],
) -> [f32; N] {
    let mut sums = [0.0f32; N];
    for (row, weight_y) in (0..).zip(down) {
        for (column, weight_x) in (0..).zip(across) {
            let at = place(column, row);
            for (sum, value) in sums.iter_mut().zip(from.get(at..at + N).unwrap_or_default()) {
                *sum += f32::from(*value) * weight_x * weight_y;
            }
        }
    }
    sums
}

/// The nearest byte. Such a large number leaves no room for a fraction, so that its last bits are the byte.
fn byte(value: f32) -> u8 {
    const ROUND: f32 = 8_388_608.0;
    (value.clamp(0.0, 255.0) + ROUND).to_bits() as u8
}

/// Without the call that rounding costs on older processors.
fn floor(value: f64) -> i64 {
    let whole = value as i64;
    whole - i64::from(value < whole as f64)
}

fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2]
}
