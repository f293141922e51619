package dev.headstart.extract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.headstart");

    @Test
    void packagesDependOneWay() {
        slices().matching("dev.headstart.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingBelowStandsOnExtract() {
        noClasses().that()
                .resideOutsideOfPackage("dev.headstart.extract..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.headstart.extract..")
                .check(classes);
    }

    @Test
    void theTwoStagesMeetOnlyInTheStore() {
        noClasses().should().dependOnClassesThat().resideInAPackage("dev.headstart.trainhead..").check(classes);
    }
}
