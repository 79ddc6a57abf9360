/// What python runs for `PhotoJudge`.
enum PhotoJudgeScript {
  static let text = #"""
    import io, json, os, shutil, struct, subprocess, sys
    from PIL import Image, ImageCms, ImageOps, PngImagePlugin

    action, kind, folder = sys.argv[1:]
    if kind == "heic":
        import pillow_heif
        pillow_heif.register_heif_opener()
    CANARY = "CANARY-52.5163N"
    IMAGEMAGICK = ["magick"] if shutil.which("magick") else ["convert-im6.q16"]

    def picture(mode="RGB", size=(97, 61)):
        step = Image.linear_gradient("L").resize(size)
        image = Image.merge("RGB", [step, step.rotate(90).resize(size), ImageOps.mirror(step.rotate(180))])
        return image.convert(mode)

    def exif(orientation):
        data = Image.Exif()
        data[0x0112] = orientation
        data[0x010F] = data[0x0110] = data[0x013B] = CANARY
        data.get_ifd(0x8769)[0xA431] = CANARY
        data.get_ifd(0x8769)[0x927C] = CANARY.encode() * 20
        data.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 58.7), 3: "E", 4: (13.0, 22.0, 39.7)})
        return data

    XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{CANARY}</x:xmpmeta>'.encode()

    def profile():
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    def save(name, image, **options):
        image.save(os.path.join(folder, name), **options)

    def run(*command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def magick(name, *options, writer=""):
        path = os.path.join(folder, name)
        run(*IMAGEMAGICK, "-size", "97x61", "gradient:red-blue", "-set", "comment", CANARY, *options, writer + path)
        return path

    def write_place(path):
        """As the camera of a phone does, and into XMP once more."""
        place = ["-GPSLatitude=52.5163", "-GPSLatitudeRef=N", "-GPSLongitude=13.3777", "-GPSLongitudeRef=E"]
        run("exiftool", "-q", "-overwrite_original", *place, f"-Model={CANARY}", f"-XMP:Creator={CANARY}", path)

    def make_jpeg():
        for orientation in range(1, 9):
            save(f"orientation{orientation}.jpg", picture(), exif=exif(orientation), xmp=XMP, comment=CANARY)
        save("grey.jpg", picture("L"), exif=exif(1))
        save("cmyk.jpg", picture("CMYK"), exif=exif(3), xmp=XMP)
        save("progressive.jpg", picture(), progressive=True, quality=95, exif=exif(6), icc_profile=profile())
        save("subsampled.jpg", picture(), subsampling=2, optimize=True, dpi=(300, 300), icc_profile=profile())
        save("restarts.jpg", picture(), restart_marker_rows=1, exif=exif(8))
        save("rgb.jpg", picture(), keep_rgb=True, exif=exif(5))
        more = [picture("L").convert("RGB")]
        save("several.jpg", picture(), format="MPO", save_all=True, append_images=more, exif=exif(6))
        with open(os.path.join(folder, "several.jpg"), "ab") as file: file.write(XMP)
        thumbnail = os.path.join(folder, "thumbnail.bin")
        picture(size=(32, 20)).save(thumbnail, format="JPEG", comment=CANARY)
        write = ["exiftool", "-q", "-overwrite_original", f"-ThumbnailImage<={thumbnail}", f"-IPTC:Keywords={CANARY}",
                 f"-Photoshop:URL=https://{CANARY}", f"-XMP:Creator={CANARY}"]
        run(*write, *[os.path.join(folder, f"orientation{n}.jpg") for n in (2, 6)])
        os.remove(thumbnail)
        for name, options in (("magick", []), ("magick-progressive", ["-interlace", "Plane"]),
                              ("magick-cmyk", ["-colorspace", "CMYK"]), ("magick-grey", ["-colorspace", "Gray"])):
            write_place(magick(name + ".jpg", "-quality", "92", *options))

    def make_png():
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", CANARY)
        text.add_text("Comment", CANARY, zip=True)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        for orientation in range(1, 9):
            save(f"orientation{orientation}.png", picture("RGBA"), exif=exif(orientation), pnginfo=text, dpi=(300, 300))
        save("profile.png", picture(), icc_profile=profile(), pnginfo=text)
        save("sixteen.png", picture("I").convert("I;16"), pnginfo=text)
        save("palette.png", picture("P"), transparency=3, pnginfo=text, exif=exif(6))
        save("grey.png", picture("L"), transparency=7, pnginfo=text)
        save("bits.png", picture("1"), pnginfo=text)
        save("moving.png", picture(), save_all=True, append_images=[picture("L").convert("RGB")], pnginfo=text)
        with open(os.path.join(folder, "grey.png"), "ab") as file: file.write(XMP)
        magick("sixteen-colour.png", "-interlace", "PNG", writer="PNG48:")
        magick("sixteen-alpha.png", "-alpha", "Set", "-channel", "A", "-evaluate", "multiply", "0.7", writer="PNG64:")

    def make_heic():
        size = (160, 96)
        def heic(name, image, **options):
            pillow_heif.from_pillow(image).save(os.path.join(folder, name), quality=80, **options)
        for orientation in range(1, 9):
            image = picture(size=size)
            image.info["exif"], image.info["xmp"] = exif(orientation).tobytes(), XMP
            heic(f"orientation{orientation}.heic", image)
        coloured = picture(size=size)
        coloured.info["icc_profile"] = profile()
        heic("profile.heic", coloured, exif=exif(1).tobytes())
        heic("grey.heic", picture("L", size), exif=exif(1).tobytes(), xmp=XMP)
        several = pillow_heif.from_pillow(picture(size=(640, 480)))
        several[0].info["thumbnails"] = [128]
        several.add_from_pillow(picture(size=size))
        several.save(os.path.join(folder, "several.heic"), exif=exif(1).tobytes(), xmp=XMP, quality=80)
        for name, source, options in (("libheif", "photo.jpg", ["-t", "64"]), ("libheif-ten-bits", "photo.png", [])):
            source = magick(source, writer="PNG48:" if source.endswith("png") else "")
            path = os.path.join(folder, name + ".heic")
            run("heif-enc", *options, "-o", path, source)
            os.remove(source)
            write_place(path)
        heic("tile.bin", picture(size=size), format="HEIF")
        write_tiles("tile.bin", "tiles.heic", size)

    def write_tiles(tile, name, size):
        """As phones do it: a plan of tiles inside the tables, a rotation, and Exif at the end."""
        def box(name, body): return struct.pack(">I", len(body) + 8) + name + body
        with open(os.path.join(folder, tile), "rb") as file: data = file.read()
        os.remove(os.path.join(folder, tile))
        start = data.index(b"hvcC") - 4
        decoder = data[start:start + struct.unpack(">I", data[start:start + 4])[0]]
        coded, about = data[data.index(b"mdat") + 4:], b"\0\0\0\6Exif\0\0" + exif(6).tobytes()[6:]
        def ispe(width, height): return box(b"ispe", struct.pack(">III", 0, width, height))
        plan = bytes([0, 0, 0, 1]) + struct.pack(">HH", size[0] * 2, size[1])
        def entry(id, kind): return box(b"infe", struct.pack(">IHH", 0x02000000, id, 0) + kind + b"\0")
        def ipma(id, *properties): return struct.pack(">HB", id, len(properties)) + bytes(properties)
        shown = struct.pack(">II", 0, 3) + ipma(1, 2, 0x84) + ipma(2, 0x81, 3) + ipma(3, 0x81, 3)
        properties = box(b"ipco", decoder + ispe(size[0] * 2, size[1]) + ispe(*size) + box(b"irot", b"\1"))
        properties += box(b"ipma", shown)
        def meta(start):
            ends = [start, start + len(coded), start + 2 * len(coded)]
            places = struct.pack(">IBBH", 0x01000000, 0x44, 0, 4)
            places += struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(plan))
            for id, length in ((2, len(coded)), (3, len(coded)), (4, len(about))):
                places += struct.pack(">HHHHII", id, 0, 0, 1, ends[id - 2], length)
            kinds = entry(1, b"grid") + entry(2, b"hvc1") + entry(3, b"hvc1") + entry(4, b"Exif")
            links = box(b"dimg", struct.pack(">HHHH", 1, 2, 2, 3)) + box(b"cdsc", struct.pack(">HHH", 4, 1, 1))
            return box(b"meta", bytes(4) + box(b"hdlr", bytes(8) + b"pict" + bytes(13)) + box(b"pitm", bytes(5) + b"\1")
                       + box(b"iinf", struct.pack(">IH", 0, 4) + kinds) + box(b"iref", bytes(4) + links)
                       + box(b"iprp", properties) + box(b"iloc", places) + box(b"idat", plan))
        head = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
        body = meta(len(head) + len(meta(0)) + 8)
        with open(os.path.join(folder, name), "wb") as file: file.write(head + body + box(b"mdat", coded * 2 + about))

    ALLOWED = {
        "File": {"FileType", "FileTypeExtension", "MIMEType", "ExifByteOrder", "ImageWidth", "ImageHeight",
                 "EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling"},
        "IFD0": {"Orientation"}, "Composite": {"ImageSize", "Megapixels", "Rotation"}, "JFIF": None, "Adobe": None,
        "ExifTool": {"ExifToolVersion"}, "System": None, "ICC_Profile": None, "ICC-header": None,
        "Meta": {"PrimaryItemReference"},
        "QuickTime": {
            "AverageFrameRate", "BitDepthChroma", "BitDepthLuma", "ChromaFormat", "ColorPrimaries", "ColorProfiles",
            "CompatibleBrands", "ConstantFrameRate", "ConstraintIndicatorFlags", "GenProfileCompatibilityFlags",
            "GeneralLevelIDC", "GeneralProfileIDC", "GeneralProfileSpace", "GeneralTierFlag",
            "HEVCConfigurationVersion", "HandlerType", "ImagePixelDepth", "ImageSpatialExtent", "MajorBrand",
            "MatrixCoefficients", "MediaData",
            "MediaDataOffset", "MediaDataSize", "MinSpatialSegmentationIDC", "MinorVersion", "NumTemporalLayers",
            "ParallelismType", "QuickTime_ColorRep_0x000a", "Rotation", "TemporalIDNested", "TransferCharacteristics",
            "Unknown_imir"},
        "PNG": {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "Palette",
                "Transparency", "BackgroundColor", "Gamma", "SRGBRendering", "ProfileName", "SignificantBits",
                *[f"{colour}{axis}" for colour in ("WhitePoint", "Red", "Green", "Blue") for axis in "XY"]},
    }

    def colours(image):
        data = image.info.get("icc_profile")
        if not data: return None
        source = ImageCms.ImageCmsProfile(io.BytesIO(data))
        lab = ImageCms.createProfile("LAB")
        return ImageCms.profileToProfile(image.convert("RGB"), source, lab, outputMode="LAB").tobytes()

    def signature(name):
        """Of the pixels in all their bits: of 16 in a channel Pillow reads 8."""
        return run(*IMAGEMAGICK, os.path.join(folder, name) + "[0]", "-format", "%# ", "-write", "info:",
                   "-auto-orient", "info:")

    def judge(name, complain):
        before, after = Image.open(os.path.join(folder, name)), Image.open(os.path.join(folder, name + ".clean"))
        profiles = colours(before), colours(after)
        if profiles[0] != profiles[1]: complain("other colours")
        shown = [ImageOps.exif_transpose(image) for image in (before, after)]
        if before.size != after.size or before.mode != after.mode: complain(f"other shape {before.mode} {after.mode}")
        if before.tobytes() != after.tobytes(): complain("other pixels")
        if shown[0].size != shown[1].size or shown[0].tobytes() != shown[1].tobytes(): complain("turned otherwise")
        if before.info.get("transparency") != after.info.get("transparency"): complain("other transparency")
        if getattr(after, "n_frames", 1) != 1: complain("more than one picture")
        if kind != "heic" and signature(name) != signature(name + ".clean"): complain("other pixels, says ImageMagick")
        if b"CANARY" in open(os.path.join(folder, name + ".clean"), "rb").read(): complain("the canary is in it")

    def tags(names):
        paths = [os.path.join(folder, name + ".clean") for name in names]
        look = ["exiftool", "-j", "-a", "-u", "-U", "-G1", "-ee"]
        found = subprocess.run(look + paths, capture_output=True, text=True)
        return {os.path.basename(entry["SourceFile"])[:-6]: entry for entry in json.loads(found.stdout)}

    def unwanted(entry):
        for key, value in entry.items():
            group, _, tag = key.rpartition(":")
            # exiftool shows each byte of how to decode HEVC as a tag of its own.
            if tag == "SourceFile" or tag.startswith("QuickTime_HEVCConfig_"): continue
            allowed = ALLOWED.get(group, set())
            if allowed is not None and tag not in allowed: yield f"{key} = {str(value)[:60]}"
            if tag in ("Warning", "Error") or "CANARY" in str(value): yield f"{key} = {str(value)[:60]}"

    def judge_all():
        names = sorted(name for name in os.listdir(folder) if not name.endswith(".clean"))
        entries = tags(names)
        for name in names:
            judge(name, lambda what: print(f"{name}: {what}"))
            for tag in unwanted(entries[name]): print(f"{name}: {tag}")

    if action == "make":
        {"jpeg": make_jpeg, "png": make_png, "heic": make_heic}[kind]()
    else:
        judge_all()
    """#
}
