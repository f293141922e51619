package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Formats of pictures that are not read, so that they are refused by their names. */
enum UnreadFormat {
    GIF("a GIF", "GIF8"),
    ICO("an ICO", "\0\0\1\0[^\0]"),
    CUR("a CUR", "\0\0\2\0[^\0]"),
    AVIF("an AVIF", "....ftypavi[fs]"),
    HEIC("an HEIC", "....ftyp(hei|hev|mif1|msf1)"),
    JPEG_2000("a JPEG 2000", "\0\0\0\fjP  |\u00ffO\u00ffQ"),
    JPEG_XL("a JPEG XL", "\0\0\0\fJXL |\u00ff\n"),
    JPEG_XR("a JPEG XR", "II\u00bc"),
    PSD("a PSD", "8BPS"),
    OPEN_EXR("an OpenEXR", "v/1\1"),
    RADIANCE("a Radiance HDR", "#\\?(RADIANCE|RGBE)"),
    SVG("an SVG", "(\u00ef\u00bb\u00bf)?\\s*<(svg|(\\?xml|!--|!DOCTYPE svg).*<svg)"),
    PDF("a PDF", "%PDF"),
    POSTSCRIPT("a PostScript file", "%!PS|\u00c5\u00d0\u00d3\u00c6"),
    DDS("a DDS", "DDS "),
    QOI("a QOI", "qoif"),
    PAM("a PAM", "P7\n"),
    PFM("a PFM", "P[fF]\\s"),
    XPM("an XPM", "/\\* XPM"),
    PCX("a PCX", "\n[\0-\5][\0\1][\1\2\4\b]"),
    SUN("a Sun raster", "Y\u00a6j\u0095"),
    SGI("an SGI", "\1\u00da[\0\1][\1\2]"),
    ICNS("an ICNS", "icns"),
    MNG("an MNG", "\u008aMNG"),
    DICOM("a DICOM", ".{128}DICM"),
    /** It has no signature: the kinds of its palette, its picture and its pixels are all that it can be told by. */
    TGA("a TGA", ".[\0\1][\1-\3\t-\13].{9}.{4}[\b\17\20\30\40]");

    private static final int ENOUGH = 1024;

    private final String title;
    private final Pattern signature;

    /** @param signature of the file's first bytes as Latin-1 */
    UnreadFormat(String title, String signature) {
        this.title = title;
        this.signature = Pattern.compile("(?:" + signature + ")", Pattern.DOTALL);
    }

    static Optional<UnreadFormat> of(byte[] content) {
        String start = Container.text(ByteBuffer.wrap(content), 0, ENOUGH);
        for (UnreadFormat format : values()) {
            if (format.signature.matcher(start).lookingAt()) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** With its article. */
    @Override
    public String toString() {
        return title;
    }
}
