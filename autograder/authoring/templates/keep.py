# @title Keep what took long, or take it up again { display-mode: "form" }
# @markdown Leave this at **save** while all goes well. After a disconnect run the cells up to the
# @markdown training, but not the training; choose **resume**, and run this cell.
what_to_do = "save"  # @param ["save", "resume"]
# @markdown In Colab only what lies on Drive outlives the machine. Colab asks for your permission.
on_drive = False  # @param {type: "boolean"}
