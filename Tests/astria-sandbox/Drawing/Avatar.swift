/// A generated image that nobody can take for a photograph: a face of circles before tiles, in a frame, with its tune,
/// its prompt and its number written on it. The tune gives it its face's colour, the prompt its background, the number
/// its pattern and look.
struct Avatar: Sendable, Equatable {
  let tune: Int
  let prompt: Int
  /// From 1.
  let image: Int

  private static let side = 512
  private static let tile = 32

  /// What the pixels' numbers stand for.
  private enum Ink {
    static let frame: UInt8 = 0
    static let tile: UInt8 = 1
    static let otherTile: UInt8 = 2
    static let clothes: UInt8 = 3
    static let head: UInt8 = 4
    static let hair: UInt8 = 5
    static let paper: UInt8 = 6
  }

  func png() -> [UInt8] {
    var picture = Picture(width: Self.side, height: Self.side, palette: palette)
    tiles(&picture)
    figure(&picture)
    face(&picture)
    frame(&picture)
    words(&picture)
    return PNG.encode(picture)
  }

  private var palette: [Colour] {
    let background = prompt * 67 + image * 29
    let person = tune * 101
    return [
      Colour(hue: background, saturation: 0.5, lightness: 0.14),
      Colour(hue: background, saturation: 0.65, lightness: 0.72),
      Colour(hue: background + 40, saturation: 0.65, lightness: 0.62),
      Colour(hue: person + 180, saturation: 0.55, lightness: 0.4),
      Colour(hue: person, saturation: 0.45, lightness: 0.8),
      Colour(hue: person + 150, saturation: 0.6, lightness: 0.25),
      Colour(hue: 0, saturation: 0, lightness: 1),
    ]
  }

  private func tiles(_ picture: inout Picture) {
    let count = Self.side / Self.tile
    for row in 0..<count {
      for column in 0..<count {
        let isOther = [(row + column) % 2 == 0, row % 2 == 0, column % 2 == 0, (row + column) / 2 % 2 == 0][image % 4]
        let (x, y) = (column * Self.tile, row * Self.tile)
        picture.rectangle(x..<x + Self.tile, y..<y + Self.tile, isOther ? Ink.otherTile : Ink.tile)
      }
    }
  }

  private func figure(_ picture: inout Picture) {
    picture.ellipse(centre: (256, 470), radii: (170, 140), Ink.clothes)
    picture.rectangle(226..<287, 290..<360, Ink.head)
    picture.ellipse(centre: (256, 205), radii: (112, 120), Ink.hair)
    picture.ellipse(centre: (256, 232), radii: (92, 108), Ink.head)
  }

  private func face(_ picture: inout Picture) {
    let glance = (image % 3 - 1) * 8
    for x in [218, 294] {
      picture.ellipse(centre: (x, 218), radii: (20, 14), Ink.paper)
      picture.ellipse(centre: (x + glance, 218), radii: (9, 9), Ink.frame)
    }
    picture.rectangle(250..<263, 236..<268, Ink.hair)
    picture.ellipse(centre: (256, 296), radii: (34, 6 + image % 4 * 4), Ink.clothes)
  }

  private func frame(_ picture: inout Picture) {
    let (side, edge) = (Self.side, 14)
    for range in [0..<edge, side - edge..<side] {
      picture.rectangle(0..<side, range, Ink.frame)
      picture.rectangle(range, 0..<side, Ink.frame)
    }
  }

  private func words(_ picture: inout Picture) {
    picture.rectangle(0..<Self.side, 14..<60, Ink.frame)
    picture.text("SYNTHETIC IMAGE \(image)", centredAt: 256, top: 26, scale: 4, Ink.paper)
    picture.rectangle(0..<Self.side, 418..<Self.side, Ink.frame)
    picture.text("PROMPT \(prompt)", centredAt: 256, top: 430, scale: 5, Ink.paper)
    picture.text("TUNE \(tune)", centredAt: 256, top: 468, scale: 5, Ink.paper)
  }
}
