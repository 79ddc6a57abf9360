/// A picture of up to sixteen colours, drawn with filled shapes.
struct Picture {
  let width: Int
  let height: Int
  let palette: [Colour]
  private(set) var pixels: [UInt8]

  init(width: Int, height: Int, palette: [Colour]) {
    precondition(palette.count <= 16, "a pixel has four bits")
    self.width = width
    self.height = height
    self.palette = palette
    pixels = Array(repeating: 0, count: width * height)
  }

  /// What lies outside is left out.
  mutating func rectangle(_ columns: Range<Int>, _ rows: Range<Int>, _ colour: UInt8) {
    let columns = columns.clamped(to: 0..<width)
    for row in rows.clamped(to: 0..<height) {
      let start = row * width
      pixels.withUnsafeMutableBufferPointer { pixels in
        pixels[start + columns.lowerBound..<start + columns.upperBound].update(repeating: colour)
      }
    }
  }

  mutating func ellipse(centre: (x: Int, y: Int), radii: (x: Int, y: Int), _ colour: UInt8) {
    for dy in -radii.y...radii.y {
      let share = 1 - Double(dy * dy) / Double(radii.y * radii.y)
      let half = Int(Double(radii.x) * share.squareRoot())
      rectangle(centre.x - half..<centre.x + half + 1, centre.y + dy..<centre.y + dy + 1, colour)
    }
  }

  /// - Parameter scale: how many pixels a dot of a letter is wide and high.
  mutating func text(_ text: String, centredAt x: Int, top: Int, scale: Int, _ colour: UInt8) {
    var left = x - BlockLetters.width(of: text) * scale / 2
    for letter in text {
      for (row, dots) in BlockLetters.rows(of: letter).enumerated() {
        for column in 0..<BlockLetters.columns where dots >> (BlockLetters.columns - 1 - column) & 1 == 1 {
          let x = left + column * scale
          rectangle(x..<x + scale, top + row * scale..<top + (row + 1) * scale, colour)
        }
      }
      left += (BlockLetters.columns + 1) * scale
    }
  }
}

/// Red, green, blue.
struct Colour: Equatable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  /// - Parameters: `hue` in degrees; `saturation` and `lightness` from 0 to 1.
  init(hue: Int, saturation: Double, lightness: Double) {
    func channel(_ offset: Double) -> UInt8 {
      let position = (offset + Double(hue % 360) / 30).truncatingRemainder(dividingBy: 12)
      let strength = saturation * min(lightness, 1 - lightness)
      return UInt8((255 * (lightness - strength * max(-1, min(position - 3, 9 - position, 1)))).rounded())
    }
    red = channel(0)
    green = channel(8)
    blue = channel(4)
  }
}
