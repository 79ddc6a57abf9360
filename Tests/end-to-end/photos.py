"""Makes the photos of the end-to-end tests in a folder: two real portraits full of metadata, and synthetic ones."""

import pathlib
import sys

import matplotlib
import numpy
import skimage.data
from PIL import Image, PngImagePlugin


def gps_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CanaryCameras"
    exif[0x0110] = "Canary 9000"
    exif[0x9286] = "canary-user-comment"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 31.0, 12.0)
    gps[3], gps[4] = "E", (13.0, 24.0, 18.0)
    return exif.tobytes()


def xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>canary-xmp</rdf:RDF></x:xmpmeta>'


def synthetic(seed: int) -> Image.Image:
    random = numpy.random.default_rng(seed)
    coarse = random.integers(0, 255, (12, 12, 3), dtype=numpy.uint8)
    return Image.fromarray(coarse).resize((640, 640), Image.Resampling.BICUBIC)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    astronaut = Image.fromarray(skimage.data.astronaut())
    astronaut.save(
        folder / "1-astronaut.jpg", quality=92, exif=gps_exif(1), comment=b"canary-comment", xmp=xmp()
    )

    # As a phone held upright stores it: lying on its side, with a note to turn it.
    hopper = pathlib.Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    lying = Image.open(hopper).convert("RGB").rotate(90, expand=True)
    lying.save(folder / "2-hopper.jpg", quality=92, exif=gps_exif(6), progressive=True)

    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "canary-author")
    text.add_itxt("Comment", "canary-itxt")
    synthetic(3).save(folder / "3-synthetic.png", pnginfo=text, exif=gps_exif(1))
    synthetic(4).save(folder / "4-synthetic.jpg", quality=85, exif=gps_exif(1))
    synthetic(5).save(folder / "5-synthetic.png")


if __name__ == "__main__":
    main()
