package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.ytsize.stub.Host;

/**
 * A real Chromium without a window, with a profile of its own. Closing it ends its processes and removes its files, at the latest with the JVM. For
 * one thread at a time.
 */
final class Browser implements AutoCloseable {
    /** Far longer than anything takes here. */
    static final Duration LONG = Duration.ofMinutes(2);

    /** Where pictures are to be kept for people to look at; nowhere, if it is not set. */
    private static final String PICTURES = "browser.pictures";

    private static final String AXE = axe();

    /** Held, since a logger that nobody holds forgets its level. It warns of each Chromium that is newer than Selenium, of which nothing here depends. */
    private static final Logger TALKATIVE = Logger.getLogger("org.openqa.selenium.devtools");

    private final Path directory;
    private final ChromeDriverService service;
    private final ChromeDriver driver;
    private final Thread atExit = new Thread(this::end, "end-browser");

    private Browser(Path directory, Map<String, ?> preferences, String... options) {
        this.directory = directory;
        this.service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").toFile())
                .usingPort(Host.freePort())
                .withLogOutput(OutputStream.nullOutputStream())
                .withEnvironment(Map.of("TMPDIR", directory.toString(), "HOME", directory.toString()))
                .build();
        Runtime.getRuntime().addShutdownHook(atExit);
        TALKATIVE.setLevel(Level.SEVERE);
        try {
            this.driver =
                    new ChromeDriver(service, options(directory, options).setExperimentalOption("prefs", preferences));
            driver.manage().timeouts().pageLoadTimeout(LONG).scriptTimeout(LONG);
        } catch (RuntimeException | Error failure) {
            end();
            throw failure;
        }
    }

    /** Starts one with {@code options} of Chromium's command line besides those that it needs here. */
    static Browser start(String... options) {
        return start(Map.of(), options);
    }

    /** Starts one that lets no page keep anything, neither cookies nor what scripts store. */
    static Browser withoutStorage() {
        return start(Map.of("profile.default_content_setting_values.cookies", 2));
    }

    private static Browser start(Map<String, ?> preferences, String... options) {
        try {
            return new Browser(Files.createTempDirectory("browser"), preferences, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChromeOptions options(Path directory, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--headless=new",
                "--no-sandbox", // root may start no other
                "--disable-dev-shm-usage", // which is small in containers
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--user-data-dir=" + directory.resolve("profile")));
        arguments.addAll(Arrays.asList(more));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").toFile());
        options.addArguments(arguments);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    private static Path program(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not on the PATH"));
    }

    /** Goes on in another tab, as if it had never been at {@code site}: much quicker than another Chromium. */
    Browser afresh(String site) {
        Set<String> before = driver.getWindowHandles();
        String tab = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
        before.forEach(other -> driver.switchTo().window(other).close());
        driver.switchTo().window(tab);
        command("Storage.clearDataForOrigin", Map.of("origin", site, "storageTypes", "all"));
        command("Network.clearBrowserCache", Map.of());
        complaints();
        return this;
    }

    ChromeDriver driver() {
        return driver;
    }

    Browser open(String address) {
        driver.get(address);
        return this;
    }

    /** As wide as that from now on, as a phone or a desktop is; a window of Chromium itself cannot be that narrow. */
    Browser width(int pixels) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** Tells pages that the person likes it dark, or light. */
    Browser scheme(String scheme) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    /** Runs no script of any page from now on. */
    Browser withoutScripts() {
        command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        return this;
    }

    void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> elements(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Waits until the element is to be seen. */
    WebElement await(String selector) {
        return awaitThat(browser -> browser.elements(selector).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    /** Waits until the element's text has that in it. */
    WebElement await(String selector, String text) {
        return awaitThat(browser -> browser.elements(selector).stream()
                .filter(element -> element.getText().contains(text))
                .findFirst()
                .orElse(null));
    }

    /** Waits until the element is there, but not shown. */
    WebElement awaitNo(String selector) {
        return awaitThat(browser -> browser.elements(selector).stream()
                .filter(element -> !element.isDisplayed())
                .findFirst()
                .orElse(null));
    }

    private <T> T awaitThat(Function<Browser, @Nullable T> look) {
        List<T> found = new ArrayList<>();
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(100))
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    T now = look.apply(this);
                    return now != null && found.add(now);
                });
        return found.get(0);
    }

    /** The value of an expression of JavaScript. */
    Object value(String expression) {
        return Objects.requireNonNull(driver.executeScript("return " + expression), expression);
    }

    /** What Chromium has complained of since the last look: errors of scripts, what a policy has refused, and answers that are errors. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Checks the page as it is with axe-core, by all of its rules but those that it calls experimental. */
    Browser isAccessible() {
        driver.executeScript(AXE);
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(({violations}) => done(violations.flatMap(({id, help, nodes}) =>
                    nodes.map(({target, failureSummary}) => `${id} (${help}) at ${target}: ${failureSummary}`))));""");
        assertThat((List<?>) found)
                .as("violations at " + driver.getCurrentUrl())
                .isEmpty();
        return this;
    }

    /** Checks that nobody has to scroll sideways. */
    Browser fits() {
        assertThat(value("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("how much wider the page is than the window")
                .isEqualTo(0L);
        return this;
    }

    /** Keeps a picture of the page where somebody has asked for pictures. */
    Browser picture(String name) {
        String where = System.getProperty(PICTURES, "");
        if (!where.isEmpty()) {
            try {
                Files.write(
                        Files.createDirectories(Path.of(where)).resolve(name + ".png"),
                        driver.getScreenshotAs(OutputType.BYTES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    @Override
    public void close() {
        driver.quit();
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Nothing of it is left afterwards, whatever state it is in. */
    private void end() {
        List<ProcessHandle> ours = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
        service.stop();
        ours.forEach(ProcessHandle::destroyForcibly);
        ours.forEach(process -> process.onExit().join());
        Host.remove(directory);
    }

    private static String axe() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
