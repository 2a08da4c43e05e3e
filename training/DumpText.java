import java.io.File;
import java.io.IOException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Text of PDFs by Apache PDFBox, three ways: as it comes, with a blank line between paragraphs
 * (the separators that Apache Tika's plain-text output ends up with), and sorted by position.
 * Reads lines "pdf TAB prefix", writes prefix.default, .paragraphs, .sorted and .places (page, x,
 * baseline of every character of .sorted that is not white space), answers "ok" to each.
 */
public class DumpText {
    static class Placed extends PDFTextStripper {
        final StringBuilder places = new StringBuilder();

        Placed() throws IOException {
            setSortByPosition(true);
            setLineSeparator("\n");
        }

        @Override
        protected void writeString(String text, List<TextPosition> positions) throws IOException {
            for (TextPosition position : positions) {
                for (char c : position.getUnicode().toCharArray()) {
                    if (!Character.isWhitespace(c)) {
                        places.append(String.format(Locale.ROOT, "%d %.2f %.2f\n",
                            getCurrentPageNo() - 1, position.getXDirAdj(), position.getYDirAdj()));
                    }
                }
            }
            super.writeString(text, positions);
        }
    }

    static void write(String name, String text) throws IOException {
        Files.write(Path.of(name), text.getBytes(StandardCharsets.UTF_8));
    }

    static void dump(String pdf, String prefix) throws IOException {
        try (PDDocument document = PDDocument.load(new File(pdf))) {
            PDFTextStripper plain = new PDFTextStripper();
            plain.setLineSeparator("\n");
            write(prefix + ".default", plain.getText(document));
            PDFTextStripper paragraphs = new PDFTextStripper();
            paragraphs.setLineSeparator("\n");
            paragraphs.setParagraphEnd("\n");
            paragraphs.setPageStart("\n");
            paragraphs.setPageEnd("\n\n");
            write(prefix + ".paragraphs", paragraphs.getText(document));
            Placed sorted = new Placed();
            write(prefix + ".sorted", sorted.getText(document));
            write(prefix + ".places", sorted.places.toString());
        }
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t");
            try {
                dump(parts[0], parts[1]);
                System.out.println("ok");
            } catch (IOException error) {
                System.out.println("failed: " + error);
            }
        }
    }
}
